/** How Grafana stores field options (classic dashboards, schema version 42). Strict: a misspelled key is refused. */
import { z } from 'zod';

const dataLink = z.strictObject({ title: z.string().min(1), url: z.string().min(1), targetBlank: z.boolean() });

const color = z.strictObject({
  mode: z.enum(['thresholds', 'palette-classic', 'palette-classic-by-name', 'fixed', 'shades']),
  fixedColor: z.string().optional(),
});

const thresholds = z.strictObject({
  mode: z.enum(['absolute', 'percentage']),
  steps: z
    .array(z.strictObject({ value: z.number().nullable(), color: z.string() }))
    .min(1)
    .refine(([first]) => first?.value === null, 'the first step must have the value null')
    .refine(
      (steps) => steps.slice(2).every(({ value }, index) => value! > steps[index + 1]!.value!),
      'steps must ascend',
    ),
});

/** Ids of units that the dashboards use (https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts). */
export const unit = z.enum([
  ...(['none', 'short', 'string', 'percent', 'percentunit', 'bytes', 'watt', 's', 'h', 'currencyUSD'] as const),
  ...(['dateTimeAsIso', 'dateTimeFromNow', 'suffix:/s'] as const),
]);

const valueMapping = z.strictObject({
  type: z.literal('value'),
  options: z.record(z.string(), z.strictObject({ text: z.string(), color: z.string(), index: z.number().int() })),
});

const cellOptions = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('auto') }),
  z.strictObject({ type: z.literal('color-text') }),
  z.strictObject({
    type: z.literal('gauge'),
    mode: z.enum(['basic', 'gradient', 'lcd']),
    valueDisplayMode: z.enum(['color', 'text', 'hidden']),
  }),
]);

const property = z.discriminatedUnion('id', [
  z.strictObject({ id: z.literal('links'), value: z.array(dataLink) }),
  z.strictObject({ id: z.literal('displayName'), value: z.string() }),
  z.strictObject({ id: z.literal('unit'), value: unit }),
  z.strictObject({ id: z.literal('color'), value: color }),
  z.strictObject({ id: z.literal('custom.width'), value: z.number().positive() }),
  z.strictObject({ id: z.literal('custom.inspect'), value: z.boolean() }),
  z.strictObject({ id: z.literal('custom.hidden'), value: z.boolean() }),
  z.strictObject({ id: z.literal('custom.cellOptions'), value: cellOptions }),
]);

const override = z.strictObject({
  matcher: z.strictObject({ id: z.enum(['byName', 'byRegexp', 'byType', 'byFrameRefID']), options: z.string() }),
  properties: z.array(property).min(1),
});

export const fieldConfig = z.strictObject({
  defaults: z.strictObject({
    unit: unit.optional(),
    decimals: z.number().int().min(0).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    color: color.optional(),
    thresholds: thresholds.optional(),
    mappings: z.array(valueMapping).optional(),
    noValue: z.string().optional(),
    /** Belongs to the panel's plugin. */
    custom: z.record(z.string(), z.unknown()).optional(),
  }),
  overrides: z.array(override),
});
