import { parseTime, TIME_PROBLEM, type Problem } from '@shadower-training/contract';
import type { EntityCondition, EntityList } from '../store/port.js';
import { ATTENTION_LEVELS, sessionField, type SessionField } from './session-field.js';

type Conditions = EntityList['conditions'][number][];
type Comparison = Extract<EntityCondition['operator'], '=' | '!=' | '<' | '<=' | '>' | '>='>;

const FORM = /^([^=!<>]+)(=\||=|!=|>=|<=|>|<)([\s\S]*)$/;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/**
 * Translates `FIELD OPERATOR VALUE` for the store. A text that reads as a number, true, false or null is compared as
 * that as well, since a query cannot say which it means.
 * @param problems Receives what is wrong, under `path`.
 */
export function sessionCondition(condition: string, path: string, problems: Problem[]): Conditions {
  const match = FORM.exec(condition);
  if (!match) return wrong(problems, path, 'must be FIELD, one of = != > >= < <= =|, VALUE');
  const [, name, written, text] = match as unknown as [string, string, Comparison | '=|', string];
  const field = sessionField(name.trim());
  if (!field) return wrong(problems, path, `unknown field ${JSON.stringify(name.trim())}`);
  const operator = written === '=|' ? '=' : written;
  const values = written === '=|' ? valuesOfList(field, text) : valuesOf(field, operator, text.trim());
  if (typeof values === 'string') return wrong(problems, path, values);
  const { values: _form, ...place } = field;
  const readings = values.map((value): EntityCondition => ({ ...place, operator, value }));
  // Equal to one of the readings; but different from all of them.
  return operator === '!=' ? readings : [readings.length === 1 ? readings[0]! : readings];
}

function wrong(problems: Problem[], path: string, problem: string): [] {
  problems.push({ path, problem });
  return [];
}

/** The readings of every value of `a|b|c`, in which a backslash keeps a `|` or a backslash that belongs to a value. */
function valuesOfList(field: SessionField, text: string): ReturnType<typeof valuesOf> {
  const parts = text.match(/(?:\\[\s\S]|[^|\\])+/g) ?? [];
  if (parts.length === 0) return 'must name at least one value after =|';
  const readings = parts.map((part) => valuesOf(field, '=', part.replace(/\\([\s\S])/g, '$1').trim()));
  return readings.find((reading) => typeof reading === 'string') ?? readings.flat();
}

/** The readings of a value, or what is wrong with it. */
function valuesOf(
  { values }: SessionField,
  operator: Comparison,
  text: string,
): (string | number | boolean | null)[] | string {
  if (text === 'null') {
    return operator === '=' || operator === '!=' ? [null] : 'null can be compared by = and != only';
  }
  if (values === 'time') {
    const time = parseTime(NUMBER.test(text) ? Number(text) : text);
    return time === null ? TIME_PROBLEM : [time];
  }
  if (values === 'level') {
    const level = ATTENTION_LEVELS.findIndex((name) => name === text);
    return level < 0 ? `must be one of ${ATTENTION_LEVELS.join(', ')}` : [level];
  }
  const isNumber = NUMBER.test(text);
  if (operator !== '=' && operator !== '!=') return [isNumber ? Number(text) : text];
  const readings: (string | number | boolean)[] = [text];
  if (isNumber) readings.push(Number(text));
  if (text === 'true' || text === 'false') readings.push(text === 'true');
  return readings;
}
