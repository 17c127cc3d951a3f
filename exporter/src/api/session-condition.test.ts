import { describe, expect, test } from '@jest/globals';
import type { Problem } from '@shadower-training/contract';
import { sessionCondition } from './session-condition.js';

function read(condition: string): { values: unknown; problems: Problem[] } {
  const problems: Problem[] = [];
  const values = sessionCondition(condition, 'where[0]', problems).map((each) =>
    [each].flat().map((one) => `${one.operator} ${JSON.stringify(one.value)}`),
  );
  return { values, problems };
}

describe('a condition on one of several values', () => {
  test.each<[string, string[]]>([
    ['tags.team=|search|ops', ['= "search"', '= "ops"']],
    ['tags.team=|search', ['= "search"']],
    ['tags.team=|a\\|b|c\\\\d', ['= "a|b"', '= "c\\\\d"']],
    ['hyperparameters.layers=|2|null', ['= "2"', '= 2', '= null']],
  ])('%s', (condition, alternatives) => {
    expect(read(condition)).toEqual({ values: [alternatives], problems: [] });
  });

  test.each(['tags.team=|', 'attention=|warning|urgent', 'nothing=|a'])('%s is refused', (condition) => {
    const { values, problems } = read(condition);
    expect(values).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});
