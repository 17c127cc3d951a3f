/** Query kind `table`, view `groups`: sessions that agree in some columns as one row, with statistics of the numbers. */
import { DataFrameType, type DataFrame, type Field } from '@grafana/data';
import type { SessionsTable, TableColumn } from '@shadower-training/contract';
import { numberField } from './fields';
import { metaOf, type Origin } from './meta';
import { columnField, inSeconds, shownName } from './table';
import { configOfUnit } from './units';
import { numberOf } from './values';

type Row = SessionsTable['rows'][number];

interface Column {
  column: TableColumn;
  index: number;
}

/** What is told of the numbers of a group; values that are missing or not finite are left out. */
const STATISTICS = {
  mean: (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length,
  minimum: (values: number[]) => Math.min(...values),
  maximum: (values: number[]) => Math.max(...values),
} as const;

/** What says how a session went; what it was started with is a thing to group by. */
const RESULT_KINDS: ReadonlyArray<TableColumn['kind']> = ['metric', 'score', 'resource'];
/** Of what says where it stands: a mean of steps or epochs says nothing. */
const RESULTS: readonly string[] = ['objective_value', 'objective_best', 'duration_seconds', 'training_cost_usd'];

const isResult = ({ name, kind, type }: TableColumn) =>
  type === 'number' && (RESULT_KINDS.includes(kind) || RESULTS.includes(name));

/** Rows that agree in the columns, in the order in which groups first appear. */
function groupsOf(rows: readonly Row[], by: readonly Column[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(by.map(({ index }) => row[index] ?? null));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

/** Numbers of a column in a group. */
function numbersIn(group: readonly Row[], index: number): number[] {
  return group.flatMap((row) => {
    const value = row[index];
    // NaN and infinities are texts on the wire.
    const number = typeof value === 'number' ? value : numberOf((value ?? null) as Parameters<typeof numberOf>[0]);
    return number === null || !Number.isFinite(number) ? [] : [number];
  });
}

/** The fields of one column: its statistics, and how many values they rest on where some sessions have none. */
function statisticsOf({ column, index }: Column, groups: readonly Row[][]): Field[] {
  const numbers = groups.map((group) => numbersIn(group, index));
  const field = (what: string, values: Array<number | null>, unit: string | null) =>
    numberField(`${column.name} ${what}`, values, {
      ...configOfUnit(unit, column.name),
      displayNameFromDS: `${shownName(column)} ${what}`,
      custom: { kind: column.kind, differs: new Set(values).size > 1 },
    });
  const fields = Object.entries(STATISTICS).map(([what, of]) =>
    field(
      what,
      numbers.map((values) => (values.length ? of(values) : null)),
      column.unit,
    ),
  );
  const isPartial = groups.some((group, place) => group.length !== numbers[place]?.length);
  const counts = numbers.map(({ length }) => length);
  return isPartial ? [...fields, { ...field('count', counts, null), config: { decimals: 0 } }] : fields;
}

/** Columns of the answer by their names, or by what they are shown as; names that no session has are left out. */
function columnsNamed(table: SessionsTable, names: readonly string[]): Column[] {
  return names.flatMap((name) => {
    const index = table.columns.findIndex((column) => column.name === name || shownName(column) === name);
    const column = table.columns[index];
    return column ? [{ column, index }] : [];
  });
}

/** Names to group by that no session of the table has. */
export function unknownColumns(table: SessionsTable, names: readonly string[]): string[] {
  return names.filter((name) => columnsNamed(table, [name]).length === 0);
}

/**
 * A row a group.
 * @param groupBy Names of columns; without any all sessions are one group.
 * @param onlyDiffering Leaves out numbers in which all sessions agree.
 */
export function groupsFrame(
  answer: SessionsTable,
  groupBy: readonly string[],
  onlyDiffering: boolean,
  origin: Origin,
): DataFrame {
  const table = inSeconds(answer);
  const by = columnsNamed(table, groupBy);
  const groups = groupsOf(table.rows, by);
  const results = table.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => isResult(column) && !by.some((one) => one.column === column))
    .filter(({ column }) => !onlyDiffering || column.differs);
  const keys = by.map(({ column, index }) =>
    columnField(
      column,
      groups.map(([first]) => first?.[index] ?? null),
    ),
  );
  const sessions = numberField(
    'sessions',
    groups.map(({ length }) => length),
    { decimals: 0 },
  );
  const isLong = by.every(({ column }) => column.type === 'string');
  return {
    refId: origin.refId,
    name: 'groups',
    length: groups.length,
    fields: [...keys, sessions, ...results.flatMap((column) => statisticsOf(column, groups))],
    meta: metaOf(origin, {
      // Texts that name a row beside its numbers are a kind of the data plane contract; other keys are not.
      ...(isLong ? { type: DataFrameType.NumericLong, typeVersion: [0, 1] as [number, number] } : {}),
      preferredVisualisationType: 'table',
    }),
  };
}
