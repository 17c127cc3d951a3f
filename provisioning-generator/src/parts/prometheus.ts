/** Queries and panels of what Prometheus scraped from /metrics (docs/prometheus.md). */
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import { BigValueColorMode, BigValueGraphMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PROMETHEUS_ID } from './ids.js';
import type { PanelFacts } from './panels.js';
import { timeSeriesBuilder } from './time-series.js';

/** The Prometheus that the dashboard's variable `prometheus` names. */
export const PROMETHEUS: DataSourceRef = { type: PROMETHEUS_ID, uid: '${prometheus}' };

/** The exporters that the dashboard is about; the job of the scrape configuration in docs/prometheus.md. */
const CHOSEN = 'job="training",instance=~"$instance"';

/** A metric of the chosen exporters. @param labels More matchers. */
export const metric = (name: string, labels = ''): string =>
  `shadower_training_${name}{${CHOSEN}${labels === '' ? '' : `,${labels}`}}`;
/** A metric without our prefix, such as process_open_fds. */
export const usualMetric = (name: string): string => `${name}{${CHOSEN}}`;

const PERIOD = '[$__rate_interval]';
/** How much a counter rises in a second, added up by labels; over all exporters where there are none. */
export const rateOf = (name: string, ...by: string[]): string => summed(`rate(${metric(name)}${PERIOD})`, by);
/** How much a counter rises in a second. @param full With its whole name and matchers. */
export const rate = (full: string): string => `rate(${full}${PERIOD})`;
/** A quantile of a histogram, 0 to 1. */
export const quantileOf = (quantile: number, name: string, ...by: string[]): string =>
  `histogram_quantile(${quantile}, ${summed(`rate(${metric(`${name}_bucket`)}${PERIOD})`, ['le', ...by])})`;
export const summed = (expression: string, by: readonly string[] = []): string =>
  by.length === 0 ? `sum(${expression})` : `sum by (${by.join(', ')}) (${expression})`;

/** A question to Prometheus, and what its series are called: `{{label}}` is filled in. */
export type Question = readonly [expression: string, legend: string];

/** A number of this moment. */
export const healthStat = (facts: PanelFacts, expression: string) =>
  asking(new StatBuilder(), facts, [[expression, '']], 'instant')
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .noValue('–');

/** Curves over time. */
export const healthCurves = (facts: PanelFacts, ...questions: Question[]) =>
  asking(timeSeriesBuilder(), facts, questions, 'range').min(0);

/** Curves that are 0 while all is well: without a limit of its own their axis would go up to 100. */
export const troubleCurves = (facts: PanelFacts, ...questions: Question[]) =>
  healthCurves(facts, ...questions).axisSoftMax(1);

/** The labels of series as rows. */
export const healthTable = (facts: PanelFacts, expression: string) =>
  asking(new TableBuilder(), facts, [[expression, '']], 'table');

interface Asking {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: DataSourceRef): this;
  withTarget(target: cog.Builder<cog.Dataquery>): this;
}

function asking<Builder extends Asking>(
  builder: Builder,
  { id, title, description }: PanelFacts,
  questions: readonly Question[],
  kind: 'instant' | 'range' | 'table',
): Builder {
  builder.id(id).title(title).description(description).datasource(PROMETHEUS);
  questions.forEach(([expression, legend], place) => {
    const query = new DataqueryBuilder().refId('ABCDEFGH'[place]!).datasource(PROMETHEUS).expr(expression);
    if (legend !== '') query.legendFormat(legend);
    if (kind === 'range') query.range();
    else query.instant();
    if (kind === 'table') query.format(PromQueryFormat.Table);
    builder.withTarget(query);
  });
  return builder;
}
