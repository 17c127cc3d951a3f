/** Panels: our own, by small builders over the SDK's general one, and the shared beginnings of Grafana's. */
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import { PanelBuilder, type Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { BigValueColorMode, BigValueGraphMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { ScoreName } from '@shadower-training/contract';
import { PANEL_IDS } from './ids.js';
import { DATASOURCE, TargetBuilder, type TrainingTarget } from './target.js';

/** What every panel says of itself. */
export interface PanelFacts {
  /** Part of addresses and of alert rules: kept when panels around it come and go. */
  id: number;
  title: string;
  description: string;
}

/** Options of the training progress panel (plugin/src/panels/training-progress/options.ts). */
export interface ProgressOptions {
  showPredictions?: boolean;
  scores?: ScoreName[];
  density?: 'comfortable' | 'compact';
  /** The variable that a click on a row sets; empty for none. */
  selectionVariable?: string;
}

/** Options of the loss plot (plugin/src/panels/loss-plot/options.ts). */
export interface LossPlotOptions {
  smoothing?: number;
  logScale?: boolean;
  showBest?: boolean;
  showEarlyStop?: boolean;
  showOverfitting?: boolean;
  showAttempts?: boolean;
  /** A regular expression of metrics drawn in strips below; empty for none. */
  stripMetrics?: string;
  legend?: {
    showLegend: boolean;
    displayMode: 'list' | 'table';
    placement: 'bottom' | 'right';
    calcs: readonly string[];
  };
}

/** The parts of a builder that all panels share. */
interface Described {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: typeof DATASOURCE): this;
  withTarget(target: cog.Builder<cog.Dataquery>): this;
}

/** Gives a panel its facts and its queries. */
export function described<Builder extends Described>(
  builder: Builder,
  { id, title, description }: PanelFacts,
  ...queries: TrainingTarget[]
): Builder {
  builder.id(id).title(title).description(description).datasource(DATASOURCE);
  queries.forEach((query, index) => builder.withTarget(new TargetBuilder(query, 'ABCDEFGH'[index])));
  return builder;
}

const ours = (type: string, options: object) =>
  new PanelBuilder().type(type).options(options).fieldConfig({ defaults: {}, overrides: [] });

export const progressPanel = (facts: PanelFacts, query: TrainingTarget, options: ProgressOptions = {}) =>
  described(ours(PANEL_IDS.progress, options), facts, query);

export const lossPlotPanel = (facts: PanelFacts, query: TrainingTarget, options: LossPlotOptions = {}) =>
  described(ours(PANEL_IDS.loss, options), facts, query);

export const tablePanel = (facts: PanelFacts, query: TrainingTarget) => described(new TableBuilder(), facts, query);

/** A number of the sessions that the query answers: one field, reduced. */
export const statPanel = (facts: PanelFacts, query: TrainingTarget, field: string, calculation: string) =>
  described(new StatBuilder(), facts, query)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs([calculation]).fields(`/^${field}$/`).values(false))
    .noValue('–');

/** A fact of each chosen session: its value under its name. */
export const factPanel = (facts: PanelFacts, query: TrainingTarget, field: string) =>
  described(new StatBuilder(), facts, query)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .withTransformation({ id: 'filterFieldsByName', options: { include: { pattern: `^(name|${field})$` } } })
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields(`/^${field}$/`).values(true).limit(4))
    .noValue('–');

export type AnyPanel = cog.Builder<Panel>;
