/** How sessions are compared: as rows, key by key, or in groups. */
import { InlineFieldRow, type ComboboxOption } from '@grafana/ui';
import type { TableView, TrainingQuery } from '../query';
import { ChoiceField } from './ChoiceField';
import { fieldRow } from './field-rows';
import { ListField } from './ListField';
import type { OptionLists } from './option-lists';
import { SwitchField } from './SwitchField';

const VIEWS: Array<ComboboxOption<TableView>> = [
  { value: 'sessions', label: 'A row a session', description: 'Hyperparameters, metrics and environment as columns' },
  { value: 'diff', label: 'Configurations', description: 'A row a key, a column a session' },
  { value: 'groups', label: 'Groups', description: 'Mean, minimum and maximum of sessions that agree in some columns' },
];

export interface TableFieldsProps {
  query: TrainingQuery;
  lists: OptionLists;
  change: (part: Partial<TrainingQuery>) => void;
}

export function TableFields({ query, lists, change }: TableFieldsProps) {
  const view = query.view ?? 'sessions';
  return (
    <InlineFieldRow className={fieldRow()}>
      <ChoiceField
        label="View"
        tooltip="How the sessions are laid out."
        value={view}
        options={VIEWS}
        // Each view has its own meaning of "nothing chosen".
        onChange={(next) => change({ view: next, onlyDiffering: undefined })}
      />
      {view === 'groups' && (
        <ListField
          label="Group by"
          tooltip="Sessions that agree in all of these are one row, such as tags.team or hyperparameters.optimizer."
          placeholder="One group of all"
          values={query.groupBy ?? []}
          load={lists.fields}
          onChange={(groupBy) => change({ groupBy })}
          minWidth={32}
        />
      )}
      <SwitchField
        label="Only what differs"
        tooltip="Leaves out what all sessions agree in."
        labelWidth={18}
        value={query.onlyDiffering ?? view === 'diff'}
        onChange={(onlyDiffering) => change({ onlyDiffering })}
      />
    </InlineFieldRow>
  );
}
