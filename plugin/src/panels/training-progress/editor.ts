/** The training progress panel's options as the panel editor offers them. */
import type { PanelOptionsEditorBuilder, SelectFieldConfigSettings } from '@grafana/data';
import { DEFAULT_OPTIONS, OPTIONAL_COLUMNS, type TrainingProgressOptions } from './options';
import { ALL_SCORES, SCORE_TEXTS } from './scores';

export function addTrainingProgressOptions(builder: PanelOptionsEditorBuilder<TrainingProgressOptions>): void {
  builder
    .addMultiSelect<unknown, SelectFieldConfigSettings<unknown>>({
      path: 'columns',
      name: 'Columns',
      description: 'Those without room or data are left out',
      defaultValue: DEFAULT_OPTIONS.columns,
      settings: { options: [...OPTIONAL_COLUMNS] },
    })
    .addMultiSelect<unknown, SelectFieldConfigSettings<unknown>>({
      path: 'scores',
      name: 'Scores',
      defaultValue: DEFAULT_OPTIONS.scores,
      settings: { options: ALL_SCORES.map((value) => ({ value, label: SCORE_TEXTS[value].label })) },
      showIf: ({ columns }) => columns?.includes('scores') ?? true,
    })
    .addBooleanSwitch({
      path: 'showPredictions',
      name: 'Predictions',
      description: 'Time left',
      defaultValue: DEFAULT_OPTIONS.showPredictions,
    })
    .addRadio({
      path: 'density',
      name: 'Density',
      defaultValue: DEFAULT_OPTIONS.density,
      settings: {
        options: [
          { value: 'comfortable', label: 'Comfortable' },
          { value: 'compact', label: 'Compact' },
        ],
      },
    })
    .addTextInput({
      path: 'selectionVariable',
      name: 'Selection variable',
      description: 'Dashboard variable that a click on a row sets; empty for none',
      defaultValue: DEFAULT_OPTIONS.selectionVariable,
    });
}
