import { expect, it } from '@jest/globals';
import { RefusedTokens } from './refused-tokens.js';

it('requests without a known token are told at once, then together, and never fill the log', () => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  let now = 0;
  const refused = new RefusedTokens({ info: (fields) => lines.push(fields) }, () => now);
  refused.note('10.0.0.1', 'a');
  for (let request = 0; request < 10_000; request++) refused.note('10.0.0.2', 'b');
  expect(lines).toEqual([{ client: '10.0.0.1', request_id: 'a', refused: 1 }]);
  now = 10_000;
  refused.note('10.0.0.3', 'c');
  expect(lines[1]).toEqual({ client: '10.0.0.3', request_id: 'c', refused: 10_001 });
});
