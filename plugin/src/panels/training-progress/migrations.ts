/** Carries options of older versions over; one step a version, so that any old dashboard passes through all of them. */
import type { PanelModel } from '@grafana/data';
import { completeOptions, type TrainingProgressOptions } from './options';

/** Options of a dashboard made with any version so far. Version 0.1 is the first: only what is missing is filled in. */
export function migrateTrainingProgress(
  panel: Pick<PanelModel<Partial<TrainingProgressOptions>>, 'options'>,
): TrainingProgressOptions {
  return completeOptions(panel.options);
}
