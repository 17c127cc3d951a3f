/** How Grafana stores variables, and the questions that ours ask. */
import { z } from 'zod';
import { DATASOURCE_ID, PROMETHEUS_ID } from '../parts/ids.js';
import { ourDatasource } from './panel.js';
import { prometheusDatasource } from './target.js';

const texts = z.union([z.string(), z.array(z.string())]);
const shared = {
  name: z.string().regex(/^\w+$/),
  label: z.string().min(1),
  description: z.string().min(1),
  skipUrlSync: z.literal(false),
  multi: z.boolean(),
  includeAll: z.boolean(),
  allowCustomValue: z.boolean(),
  auto: z.literal(false),
  auto_min: z.string(),
  auto_count: z.number(),
};

const current = z.strictObject({ selected: z.literal(true), text: texts, value: texts }).optional();

const fromExporter = z.strictObject({
  ...shared,
  type: z.literal('query'),
  datasource: ourDatasource,
  definition: z.string().min(1),
  query: z.strictObject({
    refId: z.literal('variable'),
    kind: z.enum(['workspaces', 'agents', 'sessions', 'metrics', 'values']),
    workspace: z.literal('$workspace').optional(),
    agents: z.array(z.string()).optional(),
    sessions: z.array(z.string()).optional(),
    field: z.string().optional(),
  }),
  refresh: z.literal(1),
  sort: z.literal(0),
  hide: z.union([z.literal(0), z.literal(2)]).optional(),
  regex: z
    .string()
    .regex(/^\/.*\/$/, 'must stand between slashes')
    // Of a pattern with groups, Grafana takes the first group for the value.
    .refine((pattern) => !/(?<!\\)\((?!\?)/.test(pattern), 'must have no capturing group')
    .optional(),
  allValue: z.literal('*').optional(),
  current,
});

const fromPrometheus = z.strictObject({
  ...shared,
  type: z.literal('query'),
  datasource: prometheusDatasource,
  definition: z.string().min(1),
  query: z.strictObject({ refId: z.literal('variable'), query: z.string().regex(/^label_values\(\w+, \w+\)$/) }),
  refresh: z.literal(2),
  sort: z.literal(1),
  allValue: z.literal('.*'),
  current,
});

export const variable = z.union([
  z.strictObject({ ...shared, type: z.literal('datasource'), query: z.enum([DATASOURCE_ID, PROMETHEUS_ID]) }),
  z.strictObject({ ...shared, type: z.literal('adhoc'), datasource: ourDatasource }),
  fromExporter,
  fromPrometheus,
]);
