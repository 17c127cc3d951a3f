/** When Grafana should offer the loss plot for data: numbers over a step, epoch or token column. */
import {
  FieldType,
  VisualizationSuggestionScore,
  type DataFrame,
  type PanelDataSummary,
  type VisualizationSuggestion,
} from '@grafana/data';
import { fieldNamed, finiteOf } from '../../visual/fieldValue';
import { metricRole } from '../../visual/metricRole';
import type { LossPlotOptions } from './options';
import { chooseX, xKindOf } from './xAxis';

export function suggestLossPlot(
  summary: PanelDataSummary,
): Array<VisualizationSuggestion<LossPlotOptions>> | undefined {
  const frames = (summary.rawFrames ?? []).filter((frame) => !isSessionList(frame) && hasCurves(frame));
  const numbers = frames.flatMap((frame) => frame.fields).filter(({ type }) => type === FieldType.number);
  const steps = numbers.some((field) => xKindOf(field) !== null);
  const losses = numbers.some(({ name }) => metricRole(name) !== 'other');
  if (!steps && !losses) {
    return undefined;
  }
  const score = steps && losses ? VisualizationSuggestionScore.Best : VisualizationSuggestionScore.Good;
  return [{ name: 'Loss plot', score }];
}

/** One row a session, docs/frames.md "Sessions": that is the training progress panel's. */
const isSessionList = (frame: DataFrame) =>
  ['session_id', 'state'].every((name) => fieldNamed(frame, name)?.type === FieldType.string);

/** Whether a frame has an x to run along: at least two values of which the later is larger. */
function hasCurves(frame: DataFrame): boolean {
  const { field } = chooseX(frame, 'auto');
  const values = (field?.values ?? []).map(finiteOf).filter((value) => value !== null);
  return values.some((value, index) => index > 0 && value > values[index - 1]!);
}
