/** What a person can choose in the training progress panel. */
import type { ScoreName } from '@shadower-training/contract';

/** Columns beside state and name, which are always there. */
export type OptionalColumn =
  | 'objective'
  | 'distance'
  | 'progress'
  | 'sinceBest'
  | 'timeLeft'
  | 'duration'
  | 'sparkline'
  | 'cost'
  | 'scores'
  | 'tags'
  | 'lastNews';

export type Density = 'comfortable' | 'compact';

export interface TrainingProgressOptions {
  /** Whether time left is shown, which is a prediction. Default true. */
  showPredictions: boolean;
  /** Columns that are wanted; those without room or data are left out. */
  columns: OptionalColumn[];
  /** Scores among the columns. */
  scores: ScoreName[];
  /** Further fields as columns: names, or patterns such as `hyperparameters.*`. Default none. */
  extraFields: string[];
  density: Density;
  /** Dashboard variable that a click on a row sets; empty turns selecting off. Default `session`. */
  selectionVariable: string;
  /** Dashboard that compares selected sessions by its variable `session`; empty for none. */
  compareDashboardUid: string;
}

export const OPTIONAL_COLUMNS: ReadonlyArray<{ value: OptionalColumn; label: string }> = [
  { value: 'objective', label: 'Objective' },
  { value: 'distance', label: 'Distance from best' },
  { value: 'progress', label: 'Progress' },
  { value: 'sinceBest', label: 'Steps since best' },
  { value: 'timeLeft', label: 'Time left' },
  { value: 'duration', label: 'Duration' },
  { value: 'sparkline', label: 'Training loss' },
  { value: 'cost', label: 'Cost' },
  { value: 'scores', label: 'Scores' },
  { value: 'tags', label: 'Tags and notes' },
  { value: 'lastNews', label: 'Last news' },
];

export const DEFAULT_OPTIONS: TrainingProgressOptions = {
  showPredictions: true,
  columns: OPTIONAL_COLUMNS.map(({ value }) => value),
  scores: ['overfitting_score', 'generalization_score', 'convergence_rate', 'stability_score'],
  extraFields: [],
  density: 'comfortable',
  selectionVariable: 'session',
  compareDashboardUid: 'shadower-training-compare',
};

/** Stored options with defaults where a dashboard is older than the option. */
export function completeOptions(stored: Partial<TrainingProgressOptions> | undefined): TrainingProgressOptions {
  return { ...DEFAULT_OPTIONS, ...stored };
}
