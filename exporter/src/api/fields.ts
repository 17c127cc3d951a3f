import {
  canonicalMetric,
  invalidRequest,
  SESSION_ENTITY,
  type ListedField,
  type ListedFieldValue,
} from '@shadower-training/contract';
import type { GroupValue, StoreReader } from '../store/port.js';
import type { Handler } from './handler.js';
import { ATTENTION_LEVELS, sessionField, type SessionField } from './session-field.js';
import { sessionConditions } from './session-filter.js';
import { readSessionPage } from './session-page.js';
import type { Settler } from './settler.js';
import { STORED_SESSION_FIELDS, type StoredSession } from './stored-session.js';
import { typeOf } from './table.js';
import { cellsOf, type Cell, type CellValue } from './table-cells.js';

/** Fields are those of the newest sessions that match, up to so many: option lists need no more. */
const SESSIONS_LOOKED_AT = 1_000;
const METRICS = 'metrics.';

/** GET /analytics/fields: in the order of the table of sessions, those that most sessions have come first. */
export function fieldsHandler(reader: StoreReader, settler: Settler): Handler<'listFields'> {
  return async ({ workspace_id, query, signal }) => {
    const page = await readSessionPage(reader, settler, {
      workspace_id,
      filter: query,
      sort: '-started_at',
      limit: SESSIONS_LOOKED_AT,
      cursor: undefined,
      fields: STORED_SESSION_FIELDS,
      signal,
    });
    return { items: fieldsOf(page.items), looked_at: page.items.length };
  };
}

function fieldsOf(sessions: readonly StoredSession[]): ListedField[] {
  const found = new Map<string, { cell: Cell; values: CellValue[] }>();
  for (const session of sessions) {
    // By name: two names of one metric are one canonical metric of the session.
    const cells = new Map(
      cellsOf(session)
        .flatMap(byAllNames)
        .map((cell) => [cell.name, cell]),
    );
    for (const cell of cells.values()) {
      if (cell.value === null || !isComparable(cell)) continue;
      const known = found.get(cell.name);
      if (known) known.values.push(cell.value);
      else found.set(cell.name, { cell, values: [cell.value] });
    }
  }
  const kinds = [...new Set([...found.values()].map(({ cell }) => cell.kind))];
  return [...found.values()]
    .map(({ cell: { name, kind, unit, isTime }, values }) => ({
      field: name,
      kind,
      type: isTime ? ('time' as const) : typeOf(values),
      unit,
      sessions: values.length,
    }))
    .sort(
      (left, right) =>
        kinds.indexOf(left.kind) - kinds.indexOf(right.kind) ||
        right.sessions - left.sessions ||
        (left.field < right.field ? -1 : 1),
    );
}

/** A metric is found by its canonical name and by the one that it was logged under. */
function byAllNames(cell: Cell): Cell[] {
  if (cell.kind !== 'metric') return [cell];
  const canonical = canonicalMetric(cell.name.slice(METRICS.length))?.name;
  return canonical === undefined || cell.name === METRICS + canonical
    ? [cell]
    : [{ ...cell, name: METRICS + canonical }, cell];
}

/** Whether a condition on the cell's name finds its value: the table writes lists as text, conditions don't. */
function isComparable({ name, isList }: Cell): boolean {
  return !isList && sessionField(name) !== null;
}

/** GET /analytics/field-values: of all sessions that match. */
export function fieldValuesHandler(reader: StoreReader, settler: Settler): Handler<'listFieldValues'> {
  return async ({ workspace_id, query, signal }) => {
    const { field: name, limit, ...filter } = query;
    const field = sessionField(name);
    if (!field) throw invalidRequest([{ path: 'field', problem: `unknown field ${JSON.stringify(name)}` }]);
    const conditions = sessionConditions(workspace_id, filter);
    if (filter.session_id) await settler.sessions(workspace_id, filter.session_id);
    else await settler.all();
    signal.throwIfAborted();
    const { values: form, ...place } = field;
    const counts = await reader.countEntities(SESSION_ENTITY.kind, conditions, [place], { limit: limit + 2 });
    // Sessions without a value are a group as well, wherever it stands: two more groups than asked for tell all.
    const found = counts.filter(({ group }) => group[0] !== null);
    return {
      items: found.slice(0, limit).map(({ group, count }) => ({ value: written(group[0]!, form), sessions: count })),
      truncated: found.length > limit,
    } satisfies { items: ListedFieldValue[]; truncated: boolean };
  };
}

function written(value: NonNullable<GroupValue>, form: SessionField['values']): string {
  if (form === 'time') return new Date(Number(value)).toISOString();
  if (form === 'level') return ATTENTION_LEVELS[Number(value)] ?? String(value);
  return String(value);
}
