import { formatPath, invalidRequest, parseTime, type Problem, type SessionsQuery } from '@shadower-training/contract';
import type { EntityCondition, EntityList } from '../store/port.js';
import { sessionCondition } from './session-condition.js';
import { sessionField } from './session-field.js';

type Conditions = EntityList['conditions'][number][];

/** The parts of a query that select sessions. */
export type SessionFilter = Partial<
  Pick<
    SessionsQuery,
    'session_id' | 'agent_id' | 'state' | 'tag' | 'group' | 'model' | 'text' | 'from' | 'to' | 'where'
  >
>;

/**
 * Translates a filter for the store.
 * @throws ContractError `invalid_request` naming every wrong condition.
 */
export function sessionConditions(workspaceId: string, filter: SessionFilter): Conditions {
  const problems: Problem[] = [];
  const conditions: Conditions = [{ field: 'workspace_id', operator: '=', value: workspaceId }];
  const oneOf = (field: string, values: readonly string[] | undefined): void => {
    if (values) conditions.push({ field, operator: 'in', value: [...values] });
  };
  oneOf('session_id', filter.session_id);
  oneOf('agent_id', filter.agent_id);
  oneOf('state', filter.state);
  if (filter.group !== undefined) conditions.push({ field: 'group', operator: '=', value: filter.group });
  if (filter.model !== undefined) conditions.push({ field: 'base_model', operator: '=', value: filter.model });
  if (filter.text) conditions.push(containing(filter.text));
  filter.tag?.forEach((tag, index) => conditions.push(...tagCondition(tag, formatPath(['tag', index]), problems)));
  conditions.push(...activeBetween(filter));
  filter.where?.forEach((where, index) => {
    conditions.push(...sessionCondition(where, formatPath(['where', index]), problems));
  });
  if (problems.length > 0) throw invalidRequest(problems);
  return conditions;
}

/**
 * Translates a sort: a field's name, a leading minus for descending.
 * @throws ContractError `invalid_request` for an unknown field.
 */
export function sessionSort(sort: string): EntityList['sort'] {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  const field = sessionField(name);
  if (!field) throw invalidRequest([{ path: 'sort', problem: `unknown field ${JSON.stringify(name)}` }]);
  const { values: _form, ...place } = field;
  return { ...place, descending };
}

function containing(text: string): EntityCondition[] {
  return ['name', 'session_id', 'agent_id'].map((field) => ({ field, operator: 'contains', value: text }));
}

function tagCondition(tag: string, path: string, problems: Problem[]): Conditions {
  const equals = tag.indexOf('=');
  if (equals > 0) {
    return [{ field: 'summary', path: ['tags', tag.slice(0, equals)], operator: '=', value: tag.slice(equals + 1) }];
  }
  problems.push({ path, problem: 'must be name=value' });
  return [];
}

/** Sessions whose life overlaps the range. One that runs is active now; one that fell silent was so until its last news. */
function activeBetween({ from, to }: SessionFilter): Conditions {
  const conditions: Conditions = [];
  if (to !== undefined) conditions.push({ field: 'started_at', operator: '<=', value: parseTime(to) });
  if (from === undefined) return conditions;
  const earliest = parseTime(from);
  conditions.push([
    { field: 'completed_at', operator: '>=', value: earliest },
    { field: 'last_news_at', operator: '>=', value: earliest },
    { field: 'state', operator: 'in', value: ['running', 'hung'] },
  ]);
  return conditions;
}
