import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Problem } from '../error.js';
import { checkMetricsRequest } from './check-points.js';
import { metricsRequestSchema } from './metrics.js';

/** Values that a careless or hostile client might send anywhere. */
const foreign = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    'NaN',
    'Infinity',
    '-Infinity',
    'nan',
    NaN,
    Infinity,
    -0,
    0,
    1,
    -1,
    1.5,
  ),
  fc.constantFrom<unknown>(
    2 ** 53,
    2 ** 53 - 1,
    1e308,
    true,
    [],
    {},
    [1],
    '__proto__',
    'x'.repeat(251),
    'x'.repeat(129),
  ),
  fc.constantFrom<unknown>(
    '2026-11-23T10:00:00Z',
    '2026-11-23',
    '2026-02-31T10:00:00+01:00',
    1_760_000_000_000,
    9e15,
    'a\u0000b',
    '\ud800',
  ),
  fc.string(),
  fc.double(),
  fc.jsonValue(),
);
const orForeign = <Right>(right: fc.Arbitrary<Right>) =>
  fc.oneof({ weight: 12, arbitrary: right as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: foreign });

const metricName = fc.constantFrom(
  'training_loss',
  'eval/loss',
  'λ',
  'constructor',
  'toString',
  'x'.repeat(250),
  'x'.repeat(251),
  '',
  'a\nb',
  '\ud800',
);
const metrics = fc.dictionary(
  metricName,
  orForeign(
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('NaN', 'Infinity', '-Infinity')),
  ),
  {
    noNullPrototype: true,
  },
);
const labels = fc.dictionary(
  fc.constantFrom('gpu', 'a', '', 'x'.repeat(65)),
  orForeign(fc.constantFrom('0', 'x'.repeat(251))),
  { maxKeys: 4, noNullPrototype: true },
);

const optional = <Right>(right: fc.Arbitrary<Right>) => orForeign(right);
const point = fc.record(
  {
    metrics: orForeign(metrics),
    step: optional(fc.integer()),
    epoch: optional(fc.double({ noNaN: true, noDefaultInfinity: true })),
    time: optional(fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 })),
    rank: optional(fc.nat(10_000_001)),
    node: optional(fc.constantFrom('node-1', '', 'x'.repeat(128))),
    labels: orForeign(labels),
    surprise: foreign,
  },
  { requiredKeys: ['metrics', 'time'], noNullPrototype: true },
);
const usage = fc.record(
  {
    gpu_hours: orForeign(fc.double({ min: 0, max: 10 })),
    cost: orForeign(fc.constant({ amount: 1, currency: 'EUR' })),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const request = fc.record(
  {
    points: orForeign(fc.array(orForeign(point), { maxLength: 4 })),
    producer: optional(fc.constantFrom('p', 'x'.repeat(128), 'a/..')),
    sequence: optional(fc.integer({ min: 1, max: 5 })),
    attempt: optional(fc.integer({ min: 1, max: 5 })),
    workspace_id: optional(fc.constantFrom('w')),
    resource_usage: orForeign(usage),
    surprise: foreign,
  },
  { requiredKeys: ['points'], noNullPrototype: true },
);

const accepted = (value: unknown) => {
  const problems: Problem[] = [];
  const right = checkMetricsRequest(value, problems);
  expect(problems.length === 0).toBe(right);
  return right;
};

describe('the hand checks of a metrics request', () => {
  test('accept exactly what the schema accepts', () => {
    fc.assert(
      fc.property(orForeign(request), (value) => {
        expect(accepted(value)).toBe(metricsRequestSchema.safeParse(value).success);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each<[string, unknown, boolean]>([
    ['a right request', { points: [{ time: 1_760_000_000_000, step: 1, metrics: { loss: 0.5 } }] }, true],
    ['non-finite values as text', { producer: 'p', sequence: 1, points: [{ metrics: { loss: 'NaN' } }] }, true],
    ['no points', { points: [] }, true],
    ['a missing time without producer', { points: [{ metrics: { loss: 1 } }] }, false],
    ['a producer without sequence', { producer: 'p', points: [] }, false],
    ['no metrics', { points: [{ time: 1, metrics: {} }] }, false],
    ['__proto__ as a metric', JSON.parse('{"points":[{"time":1,"metrics":{"__proto__":1}}]}'), false],
    ['__proto__ as a field', JSON.parse('{"points":[],"__proto__":1}'), false],
    ['10,001 points', { points: Array.from({ length: 10_001 }, () => ({ time: 1, metrics: { a: 1 } })) }, false],
    [
      '1,001 metrics',
      { points: [{ time: 1, metrics: Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`m${i}`, 1])) }] },
      false,
    ],
    [
      '17 labels',
      {
        points: [
          {
            time: 1,
            metrics: { a: 1 },
            labels: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`l${i}`, ''])),
          },
        ],
      },
      false,
    ],
    ['a list', [], false],
    ['null', null, false],
  ])('%s', (_name, value, right) => {
    expect(accepted(value)).toBe(right);
    expect(metricsRequestSchema.safeParse(value).success).toBe(right);
  });

  test('name every wrong field by its path', () => {
    const problems: Problem[] = [];
    checkMetricsRequest(
      {
        producer: 'p',
        sequence: 0,
        points: [
          { step: 1.5, metrics: { loss: 'high' } },
          { epoch: 'x', metrics: {}, colour: 1 },
        ],
      },
      problems,
    );
    expect(problems.map((problem) => problem.path)).toEqual([
      'sequence',
      'points[0].step',
      'points[0].metrics.loss',
      'points[1].epoch',
      'points[1].colour',
      'points[1].metrics',
    ]);
  });
});
