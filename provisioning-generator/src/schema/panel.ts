/** How Grafana stores panels (classic dashboards, schema version 42), and what ours must say beyond that. */
import { z } from 'zod';
import { DATASOURCE_ID, PANEL_IDS } from '../parts/ids.js';
import { fieldConfig } from './field-config.js';
import { prometheusDatasource, target } from './target.js';

export const gridPos = z
  .strictObject({
    x: z.number().int().min(0).max(23),
    y: z.number().int().min(0),
    w: z.number().int().min(1).max(24),
    h: z.number().int().min(1),
  })
  .refine(({ x, w }) => x + w <= 24, 'reaches beyond the 24 columns');

export const ourDatasource = z.strictObject({ type: z.literal(DATASOURCE_ID), uid: z.literal('${datasource}') });
export const grafanaDatasource = z.strictObject({ type: z.literal('grafana'), uid: z.literal('-- Grafana --') });

const score = z.enum(['overfitting_score', 'convergence_rate', 'stability_score', 'generalization_score']);

/** Options of our own panels are checked to the last key; those of Grafana's by the SDK's types. */
const OPTIONS: Record<string, z.ZodType> = {
  [PANEL_IDS.progress]: z.strictObject({
    showPredictions: z.boolean().optional(),
    scores: z.array(score).optional(),
    density: z.enum(['comfortable', 'compact']).optional(),
    selectionVariable: z.string().optional(),
  }),
  [PANEL_IDS.loss]: z.strictObject({
    smoothing: z.number().min(0).max(0.99).optional(),
    logScale: z.boolean().optional(),
    showBest: z.boolean().optional(),
    showEarlyStop: z.boolean().optional(),
    showOverfitting: z.boolean().optional(),
    showAttempts: z.boolean().optional(),
    stripMetrics: z.string().optional(),
    legend: z
      .strictObject({
        showLegend: z.boolean(),
        displayMode: z.enum(['list', 'table']),
        placement: z.enum(['bottom', 'right']),
        calcs: z.array(z.string()),
      })
      .optional(),
  }),
};

/** Panels of Grafana's own whose queries are not ours. */
const WITHOUT_QUERIES = new Set(['annolist']);
/** Panels without numbers of their own: units are in the fields' overrides or in the data. */
const WITHOUT_UNIT = new Set<string>(['annolist', 'logs', PANEL_IDS.progress, PANEL_IDS.loss]);

export const panel = z
  .strictObject({
    type: z.enum([
      PANEL_IDS.progress,
      PANEL_IDS.loss,
      'stat',
      'table',
      'timeseries',
      'logs',
      'barchart',
      'histogram',
      'annolist',
    ]),
    id: z.number().int().positive(),
    title: z.string().min(1),
    description: z.string().min(20, 'says too little'),
    datasource: z.union([ourDatasource, grafanaDatasource, prometheusDatasource]),
    gridPos,
    targets: z.array(target).optional(),
    transformations: z.array(z.strictObject({ id: z.string(), options: z.record(z.string(), z.unknown()) })).optional(),
    options: z.record(z.string(), z.unknown()),
    fieldConfig: fieldConfig.optional(),
    transparent: z.literal(false),
    repeat: z.string().optional(),
    repeatDirection: z.enum(['h', 'v']).optional(),
    maxPerRow: z.number().int().positive().optional(),
  })
  .superRefine(({ type, options, targets, fieldConfig: fields }, context) => {
    const wrong = OPTIONS[type]?.safeParse(options).error;
    if (wrong) context.addIssue({ code: 'custom', path: ['options'], message: z.prettifyError(wrong) });
    if (!WITHOUT_QUERIES.has(type) && !targets?.length)
      context.addIssue({ code: 'custom', path: ['targets'], message: 'asks for nothing' });
    if (!WITHOUT_UNIT.has(type) && fields?.defaults.unit === undefined)
      context.addIssue({ code: 'custom', path: ['fieldConfig', 'defaults', 'unit'], message: 'has no unit' });
  });

export const row = z.strictObject({
  type: z.literal('row'),
  id: z.number().int().positive(),
  title: z.string().min(1),
  collapsed: z.boolean(),
  gridPos,
  panels: z.array(panel),
});
