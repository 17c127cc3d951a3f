/** The training progress panel's options as the panel editor offers them. */
import type { FieldOverrideContext, PanelOptionsEditorBuilder, SelectFieldConfigSettings } from '@grafana/data';
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
    .addMultiSelect<unknown, SelectFieldConfigSettings<unknown>>({
      path: 'extraFields',
      name: 'Further fields',
      description: 'Fields of the query as columns; a star stands for any letters: hyperparameters.*, tags.*',
      defaultValue: DEFAULT_OPTIONS.extraFields,
      settings: { options: [], allowCustomValue: true, getOptions: fieldChoices },
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
      description: 'Dashboard variable that a click on a row sets; Ctrl or Cmd adds a row. Empty for no selecting',
      defaultValue: DEFAULT_OPTIONS.selectionVariable,
    })
    .addTextInput({
      path: 'compareDashboardUid',
      name: 'Comparing dashboard',
      description: 'UID of the dashboard that opens for selected sessions, which it gets in its variable "session"',
      defaultValue: DEFAULT_OPTIONS.compareDashboardUid,
    });
}

/** Groups of fields of which one rarely wants a single one. */
const GROUPS = ['hyperparameters.*', 'metrics.*', 'tags.*'];

/** Names of the fields that the query answered with, groups of them first. */
function fieldChoices({ data }: FieldOverrideContext): Promise<Array<{ value: unknown; label: string }>> {
  const names = [...new Set((data ?? []).flatMap(({ fields }) => fields.map(({ name }) => name)))];
  return Promise.resolve([...GROUPS, ...names.sort()].map((value) => ({ value, label: value })));
}
