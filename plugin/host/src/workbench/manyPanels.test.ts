import { expect, test } from '@jest/globals';
import { parsePart, partAddress } from './address';
import { panelsIn } from './manyPanels';

test('panels come back from the address as they were given', () => {
  const panels = [{ query: { kind: 'series', sessions: ['a&b'] } }, { id: 'shadower-lossplot-panel', fixture: 'csv' }];
  expect(panelsIn(parsePart(partAddress('many', { panels })).parameters)).toEqual(panels);
});

test.each(['', 'no json', '{}', 'null'])('%p names no panel', (panels) =>
  expect(panelsIn(new URLSearchParams({ panels }))).toEqual([]),
);
