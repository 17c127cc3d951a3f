/** Rows of a table that belong to one curve: all of them, or those of one session, metric, rank, ... of a long frame. */
import { FieldType, type DataFrame, type Field } from '@grafana/data';
import { finiteOf, numberOf, textOf } from '../../visual/fieldValue';
import { xKindOf, type XSource } from './xAxis';

/** Names of a column that says whose a row is, the first that is there. */
const SESSION_FIELDS = ['session_id', 'session', 'run_id', 'run'];
/** Names of a column that says what a row's value measures. */
const METRIC_FIELDS = ['metric', 'metric_name', 'tag'];
/** Columns whose numbers are names. */
const DIMENSION =
  /^((local|global|world)_?)?(rank|gpu|device|worker|node|seed|layer|fold|trial|attempt)(_?(id|index|idx))?$/i;
const SAMPLE = 200;
/** A column is one of numbers when at least this share of its cells reads as one. */
const NUMBERS_FROM = 0.5;

export interface RowGroup {
  session: string | null;
  /** From a column that names metrics. */
  metric: string | null;
  /** What else tells these rows from others, by the name of the column. */
  dimensions: Readonly<Record<string, string>>;
  /** Positions of the rows; null for all. */
  rows: readonly number[] | null;
}

/** Whether a field holds values to draw: numbers, or text of which most reads as numbers. */
export function isValueField(field: Field): boolean {
  if (field.type === FieldType.number) {
    return true;
  }
  if (field.type !== FieldType.string || isName(field, SESSION_FIELDS) || isName(field, METRIC_FIELDS)) {
    return false;
  }
  const cells = field.values.slice(0, SAMPLE).filter((cell: unknown) => textOf(cell) !== null);
  const numbers = cells.filter((cell: unknown) => numberOf(cell) !== null);
  return cells.length > 0 && numbers.length >= NUMBERS_FROM * cells.length;
}

const isName = ({ name }: Field, names: readonly string[]) => names.includes(name.toLowerCase());

export interface Grouping {
  groups: RowGroup[];
  /** The columns that tell curves apart: they are no values. */
  columns: ReadonlySet<Field>;
}

/**
 * Rows by curve. A column that names sessions always parts them; every other column of words, and one of numbers that
 * is called like a rank, does where x comes more than once within a session, as in a long frame (step, rank, loss).
 */
export function groupRows(frame: DataFrame, source: XSource): Grouping {
  const telling = frame.fields.filter(
    (field) => field !== source.field && xKindOf(field) === null && (isWords(field) || DIMENSION.test(field.name)),
  );
  if (telling.length === 0) {
    return WHOLE;
  }
  const sessionField = SESSION_FIELDS.map((name) => telling.find((field) => isName(field, [name]))).find(Boolean);
  const others = telling.filter((field) => !isName(field, SESSION_FIELDS));
  const bySession = partition(allRows(frame.length), sessionField);
  const parted = others.length > 0 && bySession.some(([, rows]) => repeats(source, rows)) ? others : [];
  const metricField = parted.find((field) => isName(field, METRIC_FIELDS));
  const groups = bySession.flatMap(([session, rows]): RowGroup[] => {
    if (parted.length === 0) {
      return [{ session, metric: null, dimensions: {}, rows: rows.length === frame.length ? null : rows }];
    }
    return split(rows, parted).map(({ cells, rows: own }) => {
      const dimensions = parted.flatMap((field, at) => (field === metricField ? [] : [[field.name, cells[at] ?? '']]));
      const metric = metricField ? (cells[parted.indexOf(metricField)] ?? null) : null;
      return { session, metric, dimensions: Object.fromEntries(dimensions) as Record<string, string>, rows: own };
    });
  });
  return { groups, columns: new Set([...parted, ...(sessionField ? [sessionField] : [])]) };
}

const WHOLE: Grouping = { groups: [{ session: null, metric: null, dimensions: {}, rows: null }], columns: new Set() };

const isWords = (field: Field) => field.type === FieldType.string && !isValueField(field);

function allRows(length: number): number[] {
  return Array.from({ length }, (_, row) => row);
}

function partition(rows: number[], field: Field | undefined): Array<[string | null, number[]]> {
  if (!field) {
    return [[null, rows]];
  }
  return split(rows, [field]).map(({ cells, rows: own }) => [cells[0] ?? '', own]);
}

function split(rows: readonly number[], fields: readonly Field[]): Array<{ cells: string[]; rows: number[] }> {
  const groups = new Map<string, { cells: string[]; rows: number[] }>();
  for (const row of rows) {
    const cells = fields.map((field) => textOf(field.values[row]) ?? '');
    const key = cells.join('\u0000');
    const group = groups.get(key);
    if (group) {
      group.rows.push(row);
    } else {
      groups.set(key, { cells, rows: [row] });
    }
  }
  return [...groups.values()];
}

/** Whether an x comes more than once among the first rows. */
function repeats({ field }: XSource, rows: readonly number[]): boolean {
  if (!field) {
    return false;
  }
  const seen = new Set<number>();
  return rows.slice(0, SAMPLE).some((row) => {
    const x = finiteOf(field.values[row]);
    const again = x !== null && seen.has(x);
    if (x !== null) {
      seen.add(x);
    }
    return again;
  });
}
