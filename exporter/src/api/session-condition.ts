import { parseTime, TIME_PROBLEM, type Problem } from '@shadower-training/contract';
import type { EntityCondition, EntityList } from '../store/port.js';
import { sessionFields, type SessionField } from './session-field.js';

type Conditions = EntityList['conditions'][number][];
type Comparison = Extract<EntityCondition['operator'], '=' | '!=' | '<' | '<=' | '>' | '>='>;

const FORM = /^([^=!<>]+)(=|!=|>=|<=|>|<)([\s\S]*)$/;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const LEVELS = ['none', 'info', 'warning', 'critical'];

/**
 * Translates `FIELD OPERATOR VALUE` for the store. A text that reads as a number, true, false or null is compared as
 * that as well, since a query cannot say which it means.
 * @param problems Receives what is wrong, under `path`.
 */
export function sessionCondition(condition: string, path: string, problems: Problem[]): Conditions {
  const match = FORM.exec(condition);
  if (!match) return wrong(problems, path, 'must be FIELD, one of = != > >= < <=, VALUE');
  const [, name, operator, text] = match as unknown as [string, string, Comparison, string];
  const fields = sessionFields(name.trim());
  if (!fields) return wrong(problems, path, `unknown field ${JSON.stringify(name.trim())}`);
  const values = valuesOf(fields[0]!, operator, text.trim());
  if (typeof values === 'string') return wrong(problems, path, values);
  const alternatives = fields.flatMap(({ field, path: inside }) =>
    values.map((value): EntityCondition => ({ field, ...(inside && { path: inside }), operator, value })),
  );
  // Equal to one of the readings; but different from all of them.
  return operator === '!=' ? alternatives : [alternatives.length === 1 ? alternatives[0]! : alternatives];
}

function wrong(problems: Problem[], path: string, problem: string): [] {
  problems.push({ path, problem });
  return [];
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
    const level = LEVELS.indexOf(text);
    return level < 0 ? `must be one of ${LEVELS.join(', ')}` : [level];
  }
  const isNumber = NUMBER.test(text);
  if (operator !== '=' && operator !== '!=') return [isNumber ? Number(text) : text];
  const readings: (string | number | boolean)[] = [text];
  if (isNumber) readings.push(Number(text));
  if (text === 'true' || text === 'false') readings.push(text === 'true');
  return readings;
}
