/** What narrows and orders lists: tags, group, conditions, sort, limit. */
import { InlineFieldRow } from '@grafana/ui';
import { conditionProblem } from '../conditions';
import type { TrainingQuery } from '../query';
import { fieldRow } from './field-rows';
import { ListField } from './ListField';
import type { OptionLists } from './option-lists';
import { TextField } from './TextField';

export interface ListFieldsProps {
  query: TrainingQuery;
  lists: OptionLists;
  change: (part: Partial<TrainingQuery>) => void;
}

/** What is wrong with a condition; what a variable will bring is not known yet. */
const problemOf = (condition: string) => (condition.includes('$') ? null : conditionProblem(condition));

export function ListFields({ query, lists, change }: ListFieldsProps) {
  const isList = query.kind === 'sessions' || query.kind === 'table';
  const view = query.kind === 'table' ? query.view : undefined;
  const byDefault = { sessions: '100', diff: '10', groups: '1000' }[view ?? 'sessions'];
  return (
    <InlineFieldRow className={fieldRow()}>
      <ListField
        label="Tags"
        tooltip="name=value; sessions must have all of them."
        placeholder="Any"
        values={query.tags ?? []}
        load={lists.tags}
        onChange={(tags) => change({ tags })}
      />
      <ListField
        label="Conditions"
        tooltip="Such as hyperparameters.learning_rate>=0.001, metrics.validation_loss<0.5 or tags.team=search. After a field and an operator its values are offered."
        placeholder="metrics.validation_loss<0.5"
        values={query.where ?? []}
        load={lists.conditions}
        problemOf={problemOf}
        onChange={(where) => change({ where })}
        minWidth={32}
      />
      {isList && (
        <TextField
          label="Sort"
          tooltip="A field to sort by, such as objective_best or hyperparameters.learning_rate; a leading minus for descending."
          placeholder="-started_at"
          value={query.sort ?? ''}
          onCommit={(sort) => change({ sort: sort.trim() || undefined })}
        />
      )}
      <TextField
        label="Limit"
        tooltip={query.kind === 'events' ? 'At most so many events.' : 'At most so many sessions.'}
        placeholder={isList ? byDefault : query.kind === 'events' ? '1000' : '10'}
        type="number"
        width={10}
        value={query.limit === undefined ? '' : String(query.limit)}
        onCommit={(limit) =>
          change({ limit: Number(limit) >= 1 ? Math.min(1_000, Math.floor(Number(limit))) : undefined })
        }
      />
    </InlineFieldRow>
  );
}
