/** Conditions as the exporter's `where` takes them (docs/api.md, "Read sessions"): FIELD, an operator, VALUE. */

/** Operators that compare with one value. */
export const COMPARISONS = ['=', '!=', '>', '>=', '<', '<='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Characters of field and value that the exporter takes. */
const LONGEST_FIELD = 260;
const LONGEST_VALUE = 2_000;

const FORM = /^([^=!<>]+)(=\||!=|>=|<=|=|>|<)([\s\S]*)$/;

export interface Condition {
  field: string;
  operator: Comparison | '=|';
  value: string;
}

/** The parts of a written condition; null where it is none. */
export function parseCondition(text: string): Condition | null {
  const match = FORM.exec(text);
  if (!match) return null;
  const [, field = '', operator, value = ''] = match;
  return { field: field.trim(), operator: operator as Condition['operator'], value };
}

/** What is wrong with a condition as it stands; null when nothing is, as far as can be told without the exporter. */
export function conditionProblem(text: string): string | null {
  const condition = parseCondition(text);
  if (condition === null) return `"${text}" is no condition: write a field, one of = != > >= < <=, and a value.`;
  if (condition.field.length > LONGEST_FIELD || condition.value.length > LONGEST_VALUE) {
    return `The condition on ${condition.field.slice(0, 40)} is too long: at most ${LONGEST_VALUE} characters.`;
  }
  return null;
}

const escaped = (value: string) => value.replace(/[|\\]/g, (sign) => `\\${sign}`);

/** `field` is one of `values`; several are written with the operator `=|`. */
export function isOneOf(field: string, values: readonly string[]): string {
  const [only] = values;
  // After an equals sign a bar would begin a list.
  if (values.length === 1 && only !== undefined && !only.startsWith('|')) return `${field}=${only}`;
  return `${field}=|${values.map(escaped).join('|')}`;
}
