/** Queries of our datasource as stored: the contract's words, checked against the contract's own schemas. */
import {
  answeredEventSchema,
  conditionSchema,
  seriesQuerySchema,
  sessionStateSchema,
} from '@shadower-training/contract';
import { z } from 'zod';
import { DATASOURCE_ID, PROMETHEUS_ID } from '../parts/ids.js';

export const prometheusDatasource = z.strictObject({
  type: z.literal(PROMETHEUS_ID),
  uid: z.literal('${prometheus}'),
});

/** A query of Grafana's data source for Prometheus, as far as we use it. */
export const prometheusTarget = z.strictObject({
  refId: z.string().regex(/^[A-H]$/),
  datasource: prometheusDatasource,
  expr: z.string().min(1),
  legendFormat: z.string().optional(),
  format: z.literal('table').optional(),
  range: z.boolean(),
  instant: z.boolean(),
});

/** Any query, checked by the schema of its own datasource: a union of them would not say what is wrong. */
export const target = z
  .looseObject({ datasource: z.looseObject({ type: z.string() }) })
  .superRefine((query, context) => {
    const schema: z.ZodType = query.datasource.type === PROMETHEUS_ID ? prometheusTarget : trainingTarget;
    for (const { path, message } of schema.safeParse(query).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path, message });
    }
  });

const entries = z.array(z.string().min(1));
const shape = {
  refId: z.string().min(1),
  datasource: z.strictObject({ type: z.literal(DATASOURCE_ID), uid: z.literal('${datasource}') }),
  version: z.literal(1),
  workspace: z.literal('$workspace'),
  sessions: entries.optional(),
  agents: entries.optional(),
  states: z.array(sessionStateSchema).optional(),
  where: z.array(conditionSchema).optional(),
  sort: z.string().optional(),
  limit: z.number().int().min(1).max(1_000).optional(),
};
const { x, attempts, combine } = seriesQuerySchema.shape;

export const trainingTarget = z.discriminatedUnion('kind', [
  z.strictObject({ ...shape, kind: z.literal('sessions') }),
  z.strictObject({
    ...shape,
    kind: z.enum(['series', 'scores', 'resources']),
    metrics: entries.optional(),
    x: x.unwrap().optional(),
    attempts: attempts.unwrap().optional(),
    combine: combine.unwrap().optional(),
  }),
  z.strictObject({
    ...shape,
    kind: z.literal('table'),
    view: z.enum(['sessions', 'diff', 'groups']).optional(),
    groupBy: entries.optional(),
    onlyDiffering: z.boolean().optional(),
  }),
  z.strictObject({ ...shape, kind: z.literal('events'), events: z.array(answeredEventSchema.shape.kind).optional() }),
  z.strictObject({
    ...shape,
    kind: z.literal('progress'),
    part: z.enum(['session', 'log', 'configuration']),
    sessions: entries.min(1),
  }),
]);
