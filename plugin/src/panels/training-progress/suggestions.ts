/** When Grafana should offer the list: frames that name sessions and their states. */
import { VisualizationSuggestionScore, type PanelDataSummary, type VisualizationSuggestion } from '@grafana/data';
import { fieldNamed } from '../../visual/fieldValue';
import type { TrainingProgressOptions } from './options';

export function suggestTrainingProgress(
  summary: PanelDataSummary,
): Array<VisualizationSuggestion<TrainingProgressOptions>> | undefined {
  const fits = summary.rawFrames?.some((frame) => fieldNamed(frame, 'session_id') && fieldNamed(frame, 'state'));
  return fits ? [{ name: 'Training progress', score: VisualizationSuggestionScore.Best }] : undefined;
}
