/** Reading cells of frames that anybody may have made: numbers as text, empty text, NaN as a word. */
import {
  getDisplayProcessor,
  type DataFrame,
  type DisplayProcessor,
  type DisplayValue,
  type Field,
  type GrafanaTheme2,
} from '@grafana/data';

const WORDS = new Map<string, number>([
  ['nan', NaN],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['+infinity', Infinity],
  ['-infinity', -Infinity],
]);

/**
 * The number in a cell. Non-finite numbers are kept, because they are divergence; null means that there is no value
 * (empty, boolean, text that is no number).
 */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') {
    return value;
  }
  if (typeof value !== 'string') {
    return null;
  }
  const text = value.trim();
  if (text === '') {
    return null;
  }
  const word = WORDS.get(text.toLowerCase());
  if (word !== undefined) {
    return word;
  }
  const number = Number(text);
  return Number.isNaN(number) ? null : number;
}

/** The finite number in a cell, else null. */
export function finiteOf(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && Number.isFinite(number) ? number : null;
}

/** The text in a cell; null for empty ones. */
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') {
    return null;
  }
  return typeof value === 'string' ? value : typeof value === 'object' ? null : String(value);
}

/** The first field of a name. Names are the contract; what is drawn may be renamed by an override. */
export function fieldNamed(frame: DataFrame, name: string): Field | undefined {
  return frame.fields.find((field) => field.name === name);
}

/** Processors of fields that came without one; making one costs more than using it. */
const processors = new WeakMap<Field, { theme: GrafanaTheme2; display: DisplayProcessor }>();

/** Shows a value as the field's configuration wants it, also where the host attached no display processor. */
export function displayOf(field: Field, value: unknown, theme: GrafanaTheme2): DisplayValue {
  if (field.display) {
    return field.display(value);
  }
  const known = processors.get(field);
  if (known?.theme === theme) {
    return known.display(value);
  }
  const display = getDisplayProcessor({ field, theme });
  processors.set(field, { theme, display });
  return display(value);
}
