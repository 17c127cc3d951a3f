import type { SessionsTable, TableColumn } from '@shadower-training/contract';
import type { StoreReader } from '../store/port.js';
import type { Handler } from './handler.js';
import { readSessionPage } from './session-page.js';
import type { Settler } from './settler.js';
import { STORED_SESSION_FIELDS } from './stored-session.js';
import { cellsOf, type Cell, type CellValue } from './table-cells.js';

/** Columns that are there even if no session has a value. */
const ALWAYS = new Set(['session_id', 'name', 'agent_id', 'state', 'started_at']);

/** GET /analytics/sessions/table. */
export function tableHandler(reader: StoreReader, settler: Settler): Handler<'sessionsTable'> {
  return async ({ workspace_id, query, signal }) => {
    const { sort, limit, cursor, ...filter } = query;
    const page = await readSessionPage(reader, settler, {
      workspace_id,
      filter,
      sort,
      limit,
      cursor,
      fields: STORED_SESSION_FIELDS,
      signal,
    });
    const rows = page.items.map((session) => new Map(cellsOf(session).map((cell) => [cell.name, cell])));
    return { ...sideBySide(rows), next_cursor: page.next_cursor, total: page.total };
  };
}

/** Rows of cells -> columns that all rows share, in the order in which kinds of cells come. */
export function sideBySide(rows: readonly ReadonlyMap<string, Cell>[]): Pick<SessionsTable, 'columns' | 'rows'> {
  const columns = columnsOf(rows);
  return {
    columns,
    rows: rows.map((row) => columns.map((column) => cellValue(row.get(column.name)?.value ?? null, column.type))),
  };
}

function columnsOf(rows: readonly ReadonlyMap<string, Cell>[]): TableColumn[] {
  const examples = new Map<string, Cell>();
  for (const row of rows) for (const [name, cell] of row) if (!examples.has(name)) examples.set(name, cell);
  const kinds = [...new Set([...examples.values()].map(({ kind }) => kind))];
  return [...examples.values()]
    .sort((left, right) => kinds.indexOf(left.kind) - kinds.indexOf(right.kind))
    .map(({ name, kind, unit, isTime }) => {
      const values = rows.map((row) => row.get(name)?.value ?? null);
      return {
        name,
        kind,
        unit,
        type: isTime ? ('time' as const) : typeOf(values),
        differs: new Set(values).size > 1,
        values,
      };
    })
    .filter(({ name, values }) => ALWAYS.has(name) || values.some((value) => value !== null))
    .map(({ values: _values, ...column }) => column);
}

/** The type of a column by its values; where sessions hold values of several types, all are written as text. */
export function typeOf(values: readonly CellValue[]): 'string' | 'number' | 'boolean' {
  const types = new Set(
    values.filter((value) => value !== null).map((value) => (isNumeric(value) ? 'number' : typeof value)),
  );
  const [only] = types;
  return types.size === 1 && (only === 'number' || only === 'boolean') ? only : 'string';
}

/** NaN and infinities are text on the wire, but numbers by nature. */
function isNumeric(value: CellValue): boolean {
  return typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity';
}

function cellValue(value: CellValue, type: TableColumn['type']): CellValue {
  return value !== null && type === 'string' ? String(value) : value;
}
