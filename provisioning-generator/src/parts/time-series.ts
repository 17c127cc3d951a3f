/** Grafana's own time series panel, for curves over time. */
import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { described, type PanelFacts } from './panels.js';
import type { TrainingTarget } from './target.js';

export const timeSeriesPanel = (facts: PanelFacts, query: TrainingTarget) =>
  described(timeSeriesBuilder(), facts, query);

/** Thin lines, with the newest value and the highest below. */
export const timeSeriesBuilder = () =>
  new TimeSeriesBuilder()
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Auto)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
