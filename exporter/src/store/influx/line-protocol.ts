import type { EntityDeclaration, MeasurementDeclaration } from '@shadower-training/contract';
import type { EntityChange, MeasurementColumns, MeasurementRow, Tags } from '../port.js';
import { LineBuffer } from './line-buffer.js';
import type { Lines } from './lines.js';
import { encodeName, FieldNames, FLAG_SUFFIX } from './names.js';
import { partName, splitText } from './texts.js';
import { timestamp } from './timestamps.js';

/** The one moment at which entities lie: each is one point, whose fields are overwritten. */
export const ENTITY_TIMESTAMP = '0';
/** A field that every entity has, those without values too. */
export const ENTITY_PRESENT = 'entity_present';

/** Rows of columns whose lines stay together. */
const LINES_TOGETHER = 1_000;
const [LINE_BREAK, SPACE, COMMA] = [10, 32, 44];
/** Only for as long as lines are being written. */
const buffer = new LineBuffer();

const escapeMeasurement = (name: string): string => encodeName(name).replace(/[, ]/g, '\\$&');
const escapeKey = (encoded: string): string => encoded.replace(/[, =]/g, '\\$&');
const escapeTag = (name: string): string => escapeKey(encodeName(name));
const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** A finite number; JavaScript writes the negative zero without its sign. */
function finite(value: number): string {
  return value === 0 && 1 / value < 0 ? '-0' : String(value);
}

/** A number of a point: the field, or where it is not finite, the text field beside it. */
function numberField(key: string, value: number): string {
  return value - value === 0 ? `${key}=${finite(value)}` : `${key}${FLAG_SUFFIX}="${value}"`;
}

function textFields(key: string, text: string | null): string {
  const parts = splitText(text);
  if (parts.length === 1) return `${key}=${quote(parts[0]!)}`;
  return parts.map((part, index) => `${partName(key, index + 1)}=${quote(part)}`).join(',');
}

/** What stands before a field's value. */
interface FieldBytes {
  readonly key: string;
  /** Where it is a finite number. */
  readonly number: Buffer;
}

function writeFields(
  fields: readonly (FieldBytes & { readonly first: number })[],
  { from, stride, values }: MeasurementColumns,
  place: number,
): void {
  let isFirst = true;
  for (const { key, number, first } of fields) {
    const value = values[first + (place - from) * stride]!;
    if (isFirst) isFirst = false;
    else buffer.character(COMMA);
    if (value - value === 0) {
      buffer.bytes(number);
      buffer.number(value);
    } else buffer.bytes(Buffer.from(numberField(key, value)));
  }
}

/** Writes the points of one measurement as lines: one wide line a row, all its fields together. */
export class MeasurementLines {
  readonly names: FieldNames;
  private readonly keys = new Map<string, string>();
  private readonly bytes = new Map<string, FieldBytes>();
  private readonly prefixes = new WeakMap<Tags, string>();

  constructor(readonly declaration: MeasurementDeclaration) {
    this.names = fieldNamesOf(declaration);
  }

  /** The line of a row; null when it has no field. */
  row(row: MeasurementRow): string | null {
    let fields = '';
    for (const name in row.fields) {
      const value = row.fields[name]!;
      const key = this.key(name);
      const text =
        typeof value === 'number'
          ? numberField(key, value)
          : typeof value === 'boolean'
            ? `${key}=${value}`
            : textFields(key, value);
      fields += fields === '' ? text : `,${text}`;
    }
    if (fields === '') return null;
    for (const name in row.coordinates) {
      const value = row.coordinates[name];
      if (value !== undefined && value - value === 0) fields += `,${escapeTag(name)}=${finite(value)}`;
    }
    return `${this.prefix(row.tags)} ${fields} ${timestamp(row.milliseconds, row.nanoseconds)}`;
  }

  /** The lines of rows that lie in columns. */
  columns(columns: MeasurementColumns): Lines[] {
    const { from, to } = columns;
    if (columns.fields.length === 0) return [];
    const prefix = Buffer.from(`${this.prefix(columns.tags)} `);
    const fields = columns.fields.map(({ name, first }) => ({ ...this.fieldBytes(name), first }));
    const coordinates = Object.entries(columns.coordinates).map(([name, column]) => ({
      bytes: Buffer.from(`,${escapeTag(name)}=`),
      column,
    }));
    const blocks: Lines[] = [];
    for (let begin = from; begin < to; begin += LINES_TOGETHER) {
      const end = Math.min(begin + LINES_TOGETHER, to);
      for (let place = begin; place < end; place++) {
        if (place > begin) buffer.character(LINE_BREAK);
        buffer.bytes(prefix);
        writeFields(fields, columns, place);
        for (const { bytes, column } of coordinates) {
          const value = column[place]!;
          if (value - value !== 0) continue;
          buffer.bytes(bytes);
          buffer.number(value);
        }
        buffer.character(SPACE);
        buffer.time(columns.milliseconds[place]!, columns.nanoseconds[place]!);
      }
      blocks.push({ bytes: buffer.take(), count: end - begin });
    }
    return blocks;
  }

  private fieldBytes(field: string): FieldBytes {
    let known = this.bytes.get(field);
    if (known === undefined) {
      const key = this.key(field);
      known = { key, number: Buffer.from(`${key}=`) };
      this.bytes.set(field, known);
    }
    return known;
  }

  private key(field: string): string {
    let key = this.keys.get(field);
    if (key === undefined) this.keys.set(field, (key = escapeKey(this.names.encode(field))));
    return key;
  }

  /** Measurement and tags; the tags sorted by name, as InfluxDB advises, and remembered by identity. */
  private prefix(tags: Tags): string {
    let prefix = this.prefixes.get(tags);
    if (prefix === undefined) {
      prefix = linePrefix(this.declaration.name, tags);
      this.prefixes.set(tags, prefix);
    }
    return prefix;
  }
}

/** Names of the fields of a measurement. */
export function fieldNamesOf({ tags, coordinates }: MeasurementDeclaration): FieldNames {
  return new FieldNames(new Set([...tags, ...coordinates]));
}

function linePrefix(measurement: string, tags: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.keys(tags)
    .filter((name) => tags[name] !== undefined)
    .sort()
    .map((name) => `,${escapeTag(name)}=${escapeTag(tags[name]!)}`);
  return escapeMeasurement(measurement) + pairs.join('');
}

/**
 * Changed fields of an entity as pieces of its line, by name: later pieces replace earlier ones. A field cannot be
 * removed from InfluxDB, so a number that is null or not finite is said by the text field beside it (empty where the
 * number counts), and texts have a mark for null (texts.ts). Booleans and JSON are texts.
 */
export function entityPieces(
  declaration: EntityDeclaration,
  fields: EntityChange['fields'],
): readonly (readonly [field: string, piece: string])[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => [field, entityField(declaration, field, value)]);
}

/**
 * The line of an entity: its key as tags, at one moment for all time, so that a later line overwrites the fields that it
 * names and leaves the others.
 */
export function entityLine(declaration: EntityDeclaration, key: readonly string[], pieces: Iterable<string>): string {
  const tags = Object.fromEntries(declaration.key.map((name, place) => [name, key[place]!]));
  return `${linePrefix(declaration.kind, tags)} ${[`${ENTITY_PRESENT}=true`, ...pieces].join(',')} ${ENTITY_TIMESTAMP}`;
}

/** The line by which an entity is gone where the server deletes nothing. */
export function entityTombstone(declaration: EntityDeclaration, key: readonly string[]): string {
  const tags = Object.fromEntries(declaration.key.map((name, place) => [name, key[place]!]));
  return `${linePrefix(declaration.kind, tags)} ${ENTITY_PRESENT}=false ${ENTITY_TIMESTAMP}`;
}

function entityField(declaration: EntityDeclaration, field: string, value: unknown): string {
  const type = declaration.fields[field]?.type;
  if (type === undefined) throw new Error(`entity ${declaration.kind} has no field ${field}`);
  const key = escapeTag(field);
  if (type !== 'number') return textFields(key, entityText(type, value));
  const number = value === null || Number.isNaN(value) ? null : Number(value);
  if (number === null || number - number !== 0) return `${key}${FLAG_SUFFIX}="${number}"`;
  return `${key}=${finite(number)},${key}${FLAG_SUFFIX}=""`;
}

function entityText(type: 'string' | 'boolean' | 'json', value: unknown): string | null {
  if (value === null) return null;
  return type === 'json' ? (JSON.stringify(value) ?? null) : String(value);
}

/** A line of text fields at a moment: of the store's own bookkeeping. */
export function textLine(
  measurement: string,
  tags: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
  at: string,
): string {
  const all = Object.entries(fields).map(([name, text]) => textFields(escapeTag(name), text));
  return `${linePrefix(measurement, tags)} ${all.join(',')} ${at}`;
}
