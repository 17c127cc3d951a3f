/** When Grafana should offer the loss plot for data: numbers over a step, epoch or token column. */
import {
  FieldType,
  VisualizationSuggestionScore,
  type PanelDataSummary,
  type VisualizationSuggestion,
} from '@grafana/data';
import { metricRole } from '../../visual/metricRole';
import type { LossPlotOptions } from './options';
import { xKindOf } from './xAxis';

export function suggestLossPlot(
  summary: PanelDataSummary,
): Array<VisualizationSuggestion<LossPlotOptions>> | undefined {
  const fields = summary.rawFrames?.flatMap((frame) => frame.fields) ?? [];
  const steps = fields.some((field) => field.type === FieldType.number && xKindOf(field) !== null);
  const losses = fields.some((field) => field.type === FieldType.number && metricRole(field.name) !== 'other');
  if (!steps && !losses) {
    return undefined;
  }
  const score = steps && losses ? VisualizationSuggestionScore.Best : VisualizationSuggestionScore.Good;
  return [{ name: 'Loss plot', score }];
}
