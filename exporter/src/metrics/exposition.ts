import { setImmediate as nextTurn } from 'node:timers/promises';
import { Gauge, Registry, type MetricObjectWithValues, type MetricValueWithName } from 'prom-client';
import type { HistogramCounts } from '../counting/histogram.js';
import type { Family, Labels, Series } from './family.js';

/** The formats in which Prometheus reads metrics, by content type. */
export const TEXT_FORMAT = Registry.PROMETHEUS_CONTENT_TYPE;
export const OPEN_METRICS_FORMAT = Registry.OPENMETRICS_CONTENT_TYPE;
export type Format = typeof TEXT_FORMAT | typeof OPEN_METRICS_FORMAT;

/** How long writing may hold up everything else in the thread, requests above all. */
const TURN_BUDGET_MILLISECONDS = 2;

/**
 * Writes families in a format of Prometheus. Gives way to other work of the thread every few milliseconds, between two
 * families.
 */
export async function writeExposition(families: readonly Family[], format: Format): Promise<string> {
  const isOpenMetrics = format === OPEN_METRICS_FORMAT;
  const registry = new Registry<Format>();
  registry.setContentType(format);
  const parts: string[] = [];
  let began = performance.now();
  for (const family of families) {
    if (family.series.length === 0) continue;
    registry.registerMetric(new WrittenFamily(family, isOpenMetrics));
    parts.push(await registry.getSingleMetricAsString(family.name));
    if (performance.now() - began < TURN_BUDGET_MILLISECONDS) continue;
    await nextTurn();
    began = performance.now();
  }
  return isOpenMetrics ? `${[...parts, '# EOF'].join('\n')}\n` : `${parts.join('\n\n')}\n`;
}

/**
 * The format that a client asks for: OpenMetrics where it prefers it, as Prometheus does, else the text format, as for
 * browsers and curl.
 * @param accept The Accept header.
 */
export function acceptedFormat(accept: string | undefined): Format {
  let [text, openMetrics] = [0, 0];
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const parameter = (name: string) => parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
    const quality = Number(parameter('q') ?? 1);
    // We write version 1.0.0; a client may list others beside it.
    const isOurs = (parameter('version') ?? '1.0.0') === '1.0.0';
    if (type === 'application/openmetrics-text' && isOurs) openMetrics = Math.max(openMetrics, quality);
    if (type === 'text/plain' || type === 'text/*') text = Math.max(text, quality);
  }
  return openMetrics > 0 && openMetrics >= text ? OPEN_METRICS_FORMAT : TEXT_FORMAT;
}

/**
 * What prom-client's registry writes of a metric's series: a name of their own where it is not the metric's, and labels
 * that several series share, which are written only once. (Beyond the published type: `sharedLabels`.)
 */
type WrittenSeries = MetricValueWithName<string> & { readonly sharedLabels?: Labels };

/**
 * A family as a metric of prom-client. Its own metrics hash the labels of each series at each change, and a histogram of
 * theirs can't be filled from counts: here the values were counted elsewhere and are only written.
 */
class WrittenFamily extends Gauge<string> {
  constructor(
    private readonly family: Family,
    private readonly isOpenMetrics: boolean,
  ) {
    super({ name: family.name, help: family.help, registers: [] });
  }

  override async get(): Promise<MetricObjectWithValues<WrittenSeries>> {
    const { family } = this;
    // OpenMetrics calls a counter's family by its name without `_total`; the registry writes the ending of its series.
    const name = this.isOpenMetrics && family.type === 'counter' ? family.name.replace(/_total$/, '') : family.name;
    const written = { name, help: family.help, type: family.type, values: this.#values() };
    // The published type has numbers for the types of metrics; the registry reads and writes their names.
    return written as unknown as MetricObjectWithValues<WrittenSeries>;
  }

  #values(): WrittenSeries[] {
    const { family } = this;
    if (family.type === 'histogram') {
      return family.series.flatMap((series) => histogramSeries(family.name, series, this.isOpenMetrics));
    }
    return family.series.map(({ labels, value }) => ({ labels: {}, sharedLabels: labels, value }));
  }
}

function histogramSeries(
  name: string,
  { labels: sharedLabels, value: { bounds, counts, sum } }: Series<HistogramCounts>,
  isOpenMetrics: boolean,
): WrittenSeries[] {
  let below = 0;
  const buckets = counts.map((count, bucket) => {
    const bound = bounds[bucket];
    return {
      metricName: `${name}_bucket`,
      labels: { le: bound === undefined ? '+Inf' : writtenBound(bound, isOpenMetrics) },
      sharedLabels,
      value: (below += count),
    };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: below },
  ];
}

/** OpenMetrics wants numbers in this label with a decimal point. */
function writtenBound(bound: number, isOpenMetrics: boolean): string {
  return isOpenMetrics && Number.isInteger(bound) ? `${bound}.0` : String(bound);
}
