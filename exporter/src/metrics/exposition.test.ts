import { describe, expect, it } from '@jest/globals';
import { acceptedFormat, OPEN_METRICS_FORMAT, TEXT_FORMAT, writeExposition } from './exposition.js';
import { counter, gauge, histogram, type Family } from './family.js';

const FAMILIES: readonly Family[] = [
  gauge('heat', 'How hot it is.', [
    { labels: { place: 'a "b"\\c\nd' }, value: NaN },
    { labels: { place: 'e' }, value: -Infinity },
  ]),
  gauge('missing', 'Not known.', null),
  counter('things_total', 'Things.', 3),
  histogram('wait_seconds', 'Waits.', { bounds: [0.5, 1], counts: [2, 1, 4], sum: 9.5 }),
];

describe('an exposition', () => {
  it('in the text format is as Prometheus reads it, families without series left out', async () => {
    expect(await writeExposition(FAMILIES, TEXT_FORMAT)).toBe(`# HELP shadower_training_heat How hot it is.
# TYPE shadower_training_heat gauge
shadower_training_heat{place="a \\"b\\"\\\\c\\nd"} Nan
shadower_training_heat{place="e"} -Inf

# HELP shadower_training_things_total Things.
# TYPE shadower_training_things_total counter
shadower_training_things_total 3

# HELP shadower_training_wait_seconds Waits.
# TYPE shadower_training_wait_seconds histogram
shadower_training_wait_seconds_bucket{le="0.5"} 2
shadower_training_wait_seconds_bucket{le="1"} 3
shadower_training_wait_seconds_bucket{le="+Inf"} 7
shadower_training_wait_seconds_sum 9.5
shadower_training_wait_seconds_count 7
`);
  });

  it('in OpenMetrics names counters without their ending, writes bounds with a point, and ends', async () => {
    const text = await writeExposition(FAMILIES, OPEN_METRICS_FORMAT);
    expect(text).toContain('# TYPE shadower_training_things counter\nshadower_training_things_total 3\n');
    expect(text).toContain('le="1.0"} 3\n');
    expect(text).toMatch(/\n# EOF\n$/);
    expect(text).not.toContain('\n\n');
  });

  it('is the same again: writing it in one format does not change the next', async () => {
    const first = await writeExposition(FAMILIES, TEXT_FORMAT);
    await writeExposition(FAMILIES, OPEN_METRICS_FORMAT);
    expect(await writeExposition(FAMILIES, TEXT_FORMAT)).toBe(first);
  });
});

describe('the format', () => {
  const PROMETHEUS_2 =
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
  it.each([
    [undefined, TEXT_FORMAT],
    ['*/*', TEXT_FORMAT],
    ['text/html,application/xhtml+xml,*/*;q=0.8', TEXT_FORMAT],
    ['text/plain', TEXT_FORMAT],
    [PROMETHEUS_2, OPEN_METRICS_FORMAT],
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', OPEN_METRICS_FORMAT],
    ['Application/OpenMetrics-Text', OPEN_METRICS_FORMAT],
    ['application/openmetrics-text;version=0.0.1,*/*;q=0.1', TEXT_FORMAT],
    ['application/openmetrics-text;q=0.3,text/plain;q=0.5', TEXT_FORMAT],
    ['application/openmetrics-text;q=0', TEXT_FORMAT],
  ])('that %p asks for is %p', (accept, format) => {
    expect(acceptedFormat(accept)).toBe(format);
  });
});
