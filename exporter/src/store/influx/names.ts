/**
 * Names and tag values as InfluxDB can hold them. Line protocol has no way to write a backslash before a comma, a space,
 * an equals sign or the end of a name, no line breaks, and no empty tag values: those characters are written as in URLs
 * (`%5C`), an empty value as `%FF`, and a percent sign that would be read as one of these as `%25`. All other text,
 * Unicode included, stays as it is, so that names are legible in every query editor.
 */
const ENCODED = /%(?=[0-9A-F]{2})|[\u0000-\u001f\u007f\\]/g;
const DECODED = /%([0-9A-F]{2})/g;
const EMPTY = '%FF';

/** A name or tag value as InfluxDB gets it, before the escapes of a language (line protocol, InfluxQL). */
export function encodeName(name: string): string {
  if (name === '') return EMPTY;
  return name.replace(
    ENCODED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** The opposite of {@link encodeName}. */
export function decodeName(name: string): string {
  if (name === EMPTY) return '';
  return name.includes('%')
    ? name.replace(DECODED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : name;
}

/** Ends the name of the text field that says what a number field cannot: `NaN`, `Infinity`, `-Infinity`, `null`. */
export const FLAG_SUFFIX = '_non_finite';

/** What a field's name gets behind it when InfluxDB or this store uses the name for something else. */
const MOVED_SUFFIX = '_metric';

/** Columns that InfluxDB has beside the fields, in one of its versions. */
const RESERVED = new Set(['time', '_time', '_field', '_measurement', '_value', '_start', '_stop']);

/**
 * Which names fields of a measurement have in InfluxDB: their own, unless a tag, a coordinate, a flag or InfluxDB itself
 * has it already (InfluxDB 3 keeps tags and fields in one table): then `NAME_metric`. No two fields get one name.
 */
export class FieldNames {
  private readonly encoded = new Map<string, string>();

  /** @param taken Names of declared tags and coordinates. */
  constructor(private readonly taken: ReadonlySet<string>) {}

  /** A field's name in InfluxDB. */
  encode(field: string): string {
    let name = this.encoded.get(field);
    if (name === undefined) {
      name = encodeName(this.isReserved(field) ? field + MOVED_SUFFIX : field);
      this.encoded.set(field, name);
    }
    return name;
  }

  /** The field that has a name in InfluxDB; null when the name is a coordinate or a flag. */
  decode(name: string): string | null {
    const field = decodeName(name);
    if (!this.isReserved(field)) return field;
    return field.endsWith(MOVED_SUFFIX) ? field.slice(0, -MOVED_SUFFIX.length) : null;
  }

  /** Whether a name is reserved by itself or would clash with a name that was moved away. */
  private isReserved(field: string): boolean {
    let base = field;
    while (base.endsWith(MOVED_SUFFIX)) base = base.slice(0, -MOVED_SUFFIX.length);
    return (
      RESERVED.has(base) ||
      this.taken.has(base) ||
      base.endsWith(FLAG_SUFFIX) ||
      base.startsWith('label.') ||
      base.startsWith('iox::')
    );
  }
}
