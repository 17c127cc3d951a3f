/** The reduced training loss of a row: read from a frame or from text, drawn as SVG paths. Pure. */
import { FieldType, type DataFrame } from '@grafana/data';
import { numberOf } from '../../visual/fieldValue';

/** More values than a cell has pixels are of no use. */
const MAX_VALUES = 240;

const isFrame = (value: object): value is DataFrame => 'fields' in value && Array.isArray(value.fields);

/** The values of a sparkline cell; null stands for a gap or for a value that was not finite. */
export function sparklineValues(cell: unknown): Array<number | null> {
  const finite = (value: unknown) => {
    const number = numberOf(value);
    return number !== null && Number.isFinite(number) ? number : null;
  };
  if (Array.isArray(cell)) {
    return cell.slice(-MAX_VALUES).map(finite);
  }
  if (typeof cell === 'string') {
    try {
      const parsed: unknown = JSON.parse(cell);
      return Array.isArray(parsed) ? parsed.slice(-MAX_VALUES).map(finite) : [];
    } catch {
      return [];
    }
  }
  if (typeof cell === 'object' && cell !== null) {
    const frame = 'value' in cell && typeof cell.value === 'object' && cell.value !== null ? cell.value : cell;
    if (isFrame(frame)) {
      const field = frame.fields.find(({ type }) => type === FieldType.number);
      return field ? field.values.slice(-MAX_VALUES).map(finite) : [];
    }
  }
  return [];
}

export interface SparkPath {
  /** The line; pieces where values are missing. */
  line: string;
  /** The newest value's place; null when the newest value is missing. */
  end: { x: number; y: number } | null;
  /** Places of single values between gaps. */
  dots: Array<{ x: number; y: number }>;
}

/** Room for the line's own width and the dot at its end. */
const MARGIN = 3;

/** Values over a box of pixels; the lowest value stands at the bottom. */
export function sparkPath(values: ReadonlyArray<number | null>, width: number, height: number): SparkPath {
  const finite = values.filter((value) => value !== null);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const place = (value: number, index: number) => ({
    x: round(MARGIN + ((width - 2 * MARGIN) * index) / Math.max(1, values.length - 1)),
    y: round(high === low ? height / 2 : MARGIN + ((height - 2 * MARGIN) * (high - value)) / (high - low)),
  });
  let line = '';
  const dots: SparkPath['dots'] = [];
  values.forEach((value, index) => {
    if (value === null) {
      return;
    }
    const begins = (values[index - 1] ?? null) === null;
    const { x, y } = place(value, index);
    line += `${begins ? 'M' : 'L'}${x} ${y}`;
    if (begins && (values[index + 1] ?? null) === null) {
      dots.push({ x, y });
    }
  });
  const last = values.at(-1) ?? null;
  return { line, dots, end: last === null ? null : place(last, values.length - 1) };
}

const round = (value: number) => Math.round(value * 10) / 10;
