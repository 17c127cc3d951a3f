/** The training progress panel as Grafana loads it. */
import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { addTrainingProgressOptions } from './editor';
import { addFieldOptions, type ProgressFieldConfig } from './fieldConfig';
import { migrateTrainingProgress } from './migrations';
import type { TrainingProgressOptions } from './options';
import { suggestTrainingProgress } from './suggestions';
import { TrainingProgressPanel } from './TrainingProgressPanel';

export const plugin = new PanelPlugin<TrainingProgressOptions, ProgressFieldConfig>(TrainingProgressPanel)
  .setPanelOptions(addTrainingProgressOptions)
  .useFieldConfig({
    standardOptions: {
      // Text is plain until somebody asks for thresholds or a scheme.
      [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.Fixed, fixedColor: 'text' } },
    },
    useCustomConfig: addFieldOptions,
  })
  .setMigrationHandler(migrateTrainingProgress)
  .setSuggestionsSupplier(suggestTrainingProgress);
