import { encodeName } from './names.js';

/** The largest time that InfluxDB knows, in whole milliseconds (the year 2262); the least is its negative. */
const LAST_MILLISECOND = 9_223_372_036_854;

/** A name between double quotes: whatever it holds, it ends where the quotes end. */
export function quoteIdentifier(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

/** A text between single quotes. */
export function quoteString(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
}

/** A name as a part of a regular expression. */
export function escapePattern(name: string): string {
  return name.replace(/[\\^$.|?*+()[\]{}/-]/g, '\\$&');
}

/** A field, even where a tag has its name. The name is as InfluxDB has it. */
export function fieldReference(name: string): string {
  return `${quoteIdentifier(name)}::field`;
}

/** A tag, even where a field has its name. The name is the product's. */
export function tagReference(name: string): string {
  return `${quoteIdentifier(encodeName(name))}::tag`;
}

/** The condition that a tag has one of some values; without values it never holds. */
export function tagIn(name: string, values: readonly string[]): string {
  const tag = tagReference(name);
  if (values.length === 0) return NEVER;
  const choices = values.map((value) => `${tag} = ${quoteString(encodeName(value))}`);
  return choices.length === 1 ? choices[0]! : `(${choices.join(' OR ')})`;
}

/** The condition that a tag is missing. */
export function tagMissing(name: string): string {
  return `${tagReference(name)} = ''`;
}

/** A condition that nothing fulfils. */
export const NEVER = `"workspace_id"::tag = ''`;

/** A time of whole milliseconds; what lies beyond InfluxDB's times is moved to their end. */
export function timeLiteral(milliseconds: number): string {
  return `${Math.max(-LAST_MILLISECOND, Math.min(LAST_MILLISECOND, milliseconds))}ms`;
}

/** Conditions on time: both ends, in epoch milliseconds, belong to the range with all their nanoseconds. */
export function timeBetween(from = -Infinity, to = Infinity): string[] {
  const conditions: string[] = [];
  if (from > -Infinity) conditions.push(`time >= ${timeLiteral(Math.ceil(from))}`);
  if (to < Infinity) conditions.push(`time < ${timeLiteral(Math.floor(to) + 1)}`);
  return conditions;
}

/** A number as InfluxQL reads it: digits only, it knows no exponents. @throws Error when it is not finite. */
export function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`InfluxQL has no number ${value}`);
  const text = String(value);
  if (!text.includes('e')) return text.includes('.') ? text : `${text}.0`;
  const [digits, exponent] = text.split('e') as [string, string];
  const sign = digits.startsWith('-') ? '-' : '';
  const [whole, fraction = ''] = digits.replace('-', '').split('.') as [string, string?];
  const shift = Number(exponent);
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - whole.length)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(shift, '0')}.0`;
}

/** `WHERE` and its conditions, or nothing. */
export function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}
