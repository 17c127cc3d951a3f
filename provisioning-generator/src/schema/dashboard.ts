/**
 * The form of a dashboard that file provisioning reads (classic JSON, schema version 42), as narrow as what we use: the
 * SDK's types hold the code to it, this holds the JSON, together with what no type can say (ids, grid, variables).
 */
import { z } from 'zod';
import { DASHBOARD_TAG } from '../parts/ids.js';
import { grafanaDatasource, ourDatasource, panel, row } from './panel.js';
import { layoutProblems } from './layout.js';
import { trainingTarget } from './target.js';
import { unknownVariables } from './unknown-variables.js';
import { variable } from './variable.js';

const timeText = z.string().regex(/^now(-\d+[smhdwM])?$/);

const link = z.strictObject({
  title: z.string().min(1),
  type: z.enum(['link', 'dashboards']),
  icon: z.string(),
  tooltip: z.string(),
  url: z.string().optional(),
  tags: z.array(z.string()),
  asDropdown: z.boolean(),
  targetBlank: z.boolean(),
  includeVars: z.boolean(),
  keepTime: z.boolean(),
});

const annotation = z.strictObject({
  name: z.string().min(1),
  builtIn: z.union([z.literal(0), z.literal(1)]),
  datasource: z.union([ourDatasource, grafanaDatasource]),
  enable: z.boolean(),
  hide: z.boolean(),
  iconColor: z.string().min(1),
  type: z.string().optional(),
  target: trainingTarget.optional(),
});

export const dashboardSchema = z
  .strictObject({
    uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
    title: z.string().min(1),
    description: z.string().min(20),
    tags: z.array(z.string()).refine((tags) => tags.includes(DASHBOARD_TAG), `must have the tag ${DASHBOARD_TAG}`),
    timezone: z.literal('browser'),
    editable: z.literal(true),
    graphTooltip: z.literal(1),
    fiscalYearStartMonth: z.literal(0),
    schemaVersion: z.literal(42),
    refresh: z.string().regex(/^(\d+[smh])?$/),
    time: z.strictObject({ from: timeText, to: timeText }),
    templating: z.strictObject({ list: z.array(variable).min(1) }),
    annotations: z.strictObject({ list: z.array(annotation).min(1) }),
    links: z.array(link),
    panels: z.array(z.discriminatedUnion('type', [row, panel])).min(1),
  })
  .superRefine((dashboard, context) => {
    for (const message of [...layoutProblems(dashboard.panels), ...unknownVariables(dashboard)]) {
      context.addIssue({ code: 'custom', path: [], message });
    }
  });

export type CheckedDashboard = z.infer<typeof dashboardSchema>;

/** @throws Error that names the dashboard, the place in it and what is wrong there. */
export function checkDashboard(json: unknown, name: string): CheckedDashboard {
  const { data, error } = dashboardSchema.safeParse(json);
  if (error) throw new Error(`${name} is no dashboard that Grafana reads:\n${z.prettifyError(error)}`);
  return data;
}
