import { expect, test } from '@jest/globals';
import { assignColors, SESSION_COLORS } from './seriesColors';

const names = Array.from({ length: 10 }, (_, index) => `run-${index}`);

test('ten sessions have ten colours', () => expect(new Set(assignColors(names).values()).size).toBe(10));

test('the order of arrival changes nothing', () =>
  expect([...assignColors([...names].reverse())].sort()).toEqual([...assignColors(names)].sort()));

test('most sessions keep their colour when others go', () => {
  const all = assignColors(names);
  const some = assignColors(names.slice(0, 5));
  const kept = [...some].filter(([name, color]) => all.get(name) === color);
  expect(kept.length).toBeGreaterThanOrEqual(3);
});

test('more sessions than colours repeat them', () => {
  const many = Array.from({ length: 100 }, (_, index) => `s${index}`);
  expect(new Set(assignColors(many).values()).size).toBe(SESSION_COLORS.length);
});
