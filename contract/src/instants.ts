/** The latest accepted instant (year 2200) in epoch milliseconds: a later one is a unit error (micro- or nanoseconds). */
export const LATEST_TIME_MILLISECONDS = Date.UTC(2200, 0, 1);

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Instants as text, as JSON Schema says it. */
export const INSTANT_PATTERN =
  '^(19[7-9]|20[0-9]|21[0-9])[0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])' +
  'T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])$';

/**
 * Reads an instant of the wire.
 * @param value ISO 8601 with a zone, or epoch milliseconds.
 * @returns Whole epoch milliseconds, or null when it is neither or lies outside 1970 to 2200.
 */
export function parseTime(value: unknown): number | null {
  let milliseconds: number;
  if (typeof value === 'number') milliseconds = Math.floor(value);
  else if (typeof value === 'string' && ISO_8601.test(value)) milliseconds = Date.parse(value);
  else return null;
  return milliseconds >= 0 && milliseconds < LATEST_TIME_MILLISECONDS ? milliseconds : null;
}

/** The one sentence that explains a refused time. */
export const TIME_PROBLEM = 'must be ISO 8601 with a time zone, or epoch milliseconds between 1970 and 2200';
