/**
 * The form of an alert file that Grafana reads, as narrow as what we use. Grafana ignores keys that it does not know and
 * does not start on some values: both are found here instead.
 */
import { z } from 'zod';

const duration = z.string().regex(/^\d+[smhd]$/, 'must be a number with s, m, h or d');
/** Grafana evaluates in ticks of 10 s. */
const interval = duration.refine((text) => seconds(text) > 0 && seconds(text) % 10 === 0, 'must be a multiple of 10 s');
const evaluator = z.strictObject({ type: z.enum(['gt', 'lt']), params: z.array(z.number()).length(1) });
const refId = z.string().regex(/^\w+$/);

const expressionModel = z.discriminatedUnion('type', [
  z.strictObject({
    refId,
    type: z.literal('reduce'),
    expression: refId,
    reducer: z.literal('last'),
    settings: z.strictObject({ mode: z.literal('dropNN') }),
  }),
  z.strictObject({ refId, type: z.literal('math'), expression: z.string().regex(/\$\{\w+\}/) }),
  z.strictObject({
    refId,
    type: z.literal('threshold'),
    expression: refId,
    conditions: z.array(z.strictObject({ evaluator, unloadEvaluator: evaluator })).length(1),
  }),
]);

const datum = z.union([
  z.strictObject({ refId, datasourceUid: z.literal('__expr__'), model: expressionModel }),
  z.strictObject({
    refId,
    datasourceUid: z.literal('shadower-training-influxdb'),
    relativeTimeRange: z.strictObject({ from: z.number().int().positive(), to: z.number().int().nonnegative() }),
    model: z.strictObject({
      refId,
      rawQuery: z.literal(true),
      resultFormat: z.literal('time_series'),
      query: z
        .string()
        .regex(
          /^SELECT \w+\("\w+"(, \d+)?\) FROM "\w+" WHERE \$timeFilter GROUP BY "workspace_id", "agent_id"(, "session_id", "owner")?(, "configuration")?$/,
        ),
    }),
  }),
]);

const rule = z
  .strictObject({
    uid: z.string().regex(/^[a-z0-9-]{1,40}$/),
    title: z.string().min(1),
    condition: refId,
    for: duration,
    keepFiringFor: duration,
    missing_series_evals_to_resolve: z.number().int().min(1),
    noDataState: z.literal('OK'),
    execErrState: z.literal('KeepLast'),
    // The environment is filled into labels: a dollar would vanish. Values in labels would make each value an alert.
    labels: z.record(z.string(), z.string().regex(/^[^$]*$/, 'must not hold a dollar')),
    annotations: z.record(z.string(), z.string().min(1)),
    data: z.array(datum).min(3),
  })
  .superRefine(({ data, condition }, context) => {
    const known = new Set<string>();
    for (const { refId, model } of data) {
      const needed = 'expression' in model ? namesIn(model.expression) : [];
      for (const name of needed)
        if (!known.has(name)) context.addIssue(`${refId} asks for ${name}, which is not before it`);
      if (refId !== model.refId) context.addIssue(`${refId} calls itself ${model.refId}`);
      known.add(refId);
    }
    if (condition !== data.at(-1)!.refId) context.addIssue('the condition must be the last entry');
  });

const fileSchema = z.strictObject({
  apiVersion: z.literal(1),
  groups: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: z.string().min(1),
      folder: z.string().min(1),
      interval,
      rules: z.array(rule).min(1),
    }),
  ),
});

/** @throws Error that names the rule and what is wrong with it. */
export function checkGrafanaRules(file: unknown): void {
  const { error } = fileSchema.safeParse(file);
  if (error) throw new Error(`Grafana would not read the alert rules:\n${z.prettifyError(error)}`);
}

function namesIn(expression: string): string[] {
  const named = [...expression.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!);
  return named.length > 0 ? named : [expression];
}

function seconds(text: string): number {
  const units: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };
  return Number.parseInt(text, 10) * units[text.at(-1)!]!;
}
