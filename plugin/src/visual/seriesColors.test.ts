import { describe, expect, test } from '@jest/globals';
import { createTheme } from '@grafana/data';
import { ColorMemory } from './colorMemory';
import { colorDistance } from './colorDistance.test.support';
import { assignColors, homeHue, HUE_COUNT, nameHash, resolveColor, SESSION_COLORS } from './seriesColors';

const names = Array.from({ length: 40 }, (_, index) => `01a2095b-1d70-7942-9e30-${nameHash(String(index))}`);
const groups = (size: number) =>
  names.map((_, from) => names.slice(from, from + size)).filter((g) => g.length === size);
const themes = [createTheme({ colors: { mode: 'dark' } }), createTheme({ colors: { mode: 'light' } })];
const nearest = (colors: readonly string[]) =>
  Math.min(
    ...themes.flatMap((theme) =>
      colors.flatMap((a, at) =>
        colors.slice(at + 1).map((b) => colorDistance(resolveColor(a, theme), resolveColor(b, theme))),
      ),
    ),
  );

test('a session alone has the colour of its id', () => {
  for (const name of names) {
    expect(assignColors([name]).get(name)).toBe(SESSION_COLORS[homeHue(name)]);
  }
});

test.each([2, 3, 5, HUE_COUNT])('%i sessions side by side are never mistaken for each other', (size) => {
  for (const group of groups(size)) {
    expect(nearest([...assignColors(group).values()])).toBeGreaterThan(0.12);
  }
});

test('up to fourteen have a colour each, also under shades', () => {
  for (const group of groups(SESSION_COLORS.length)) {
    expect(new Set(assignColors(group).values()).size).toBe(SESSION_COLORS.length);
  }
  expect(nearest(SESSION_COLORS)).toBeGreaterThan(0.085);
});

test('the order of arrival changes nothing', () =>
  expect([...assignColors([...names].reverse())].sort()).toEqual([...assignColors(names)].sort()));

describe('a neighbour that comes', () => {
  const [first = '', ...others] = names;
  const rival = others.find((name) => homeHue(name) === homeHue(first)) ?? '';
  const stranger = others.find((name) => homeHue(name) !== homeHue(first)) ?? '';
  test('changes nothing where its colour is another', () =>
    expect(assignColors([first, stranger]).get(first)).toBe(assignColors([first]).get(first)));
  test('of the same colour moves one of the two, far away', () => {
    const pair = assignColors([first, rival]);
    const home = SESSION_COLORS[homeHue(first)]!;
    expect([...pair.values()].filter((color) => color === home)).toHaveLength(1);
    expect(nearest([...pair.values()])).toBeGreaterThan(0.2);
  });
  test('never moves a session by having moved itself', () => {
    for (const group of groups(6)) {
      const assigned = assignColors(group);
      const homes = new Set(group.map(homeHue));
      const atHome = group.filter((name) => assigned.get(name) === SESSION_COLORS[homeHue(name)]);
      expect(atHome).toHaveLength(homes.size);
    }
  });
});

test('more sessions than colours repeat them', () => {
  const many = Array.from({ length: 100 }, (_, index) => `s${index}`);
  expect(new Set(assignColors(many).values()).size).toBe(SESSION_COLORS.length);
});

describe('colours that were shown', () => {
  const rivals = names.filter((name) => homeHue(name) === homeHue(names[0]!));
  const [low = '', high = ''] = [...rivals].sort((a, b) => nameHash(a) - nameHash(b));
  const home = SESSION_COLORS[homeHue(low)];

  test('do not swap when the session at home in the same hue comes later, or is in another panel', () => {
    const memory = new ColorMemory();
    expect(assignColors([high], memory).get(high)).toBe(home);
    const pair = assignColors([low, high], memory);
    expect(pair.get(high)).toBe(home);
    expect(pair.get(low)).not.toBe(home);
    expect(assignColors([low], memory).get(low)).toBe(pair.get(low));
    expect(assignColors([high, low], memory)).toEqual(pair);
  });

  test('stay when others come and go', () => {
    const memory = new ColorMemory();
    const group = names.slice(0, HUE_COUNT);
    const first = assignColors(group, memory);
    for (const gone of group) {
      const rest = group.filter((name) => name !== gone);
      for (const [name, color] of assignColors(rest, memory)) {
        expect([name, color]).toEqual([name, first.get(name)]);
      }
    }
    expect(assignColors(group, memory)).toEqual(first);
  });

  test.each([2, 5, HUE_COUNT])('leave %i sessions beside each other apart, whatever was shown before', (size) => {
    const memory = new ColorMemory();
    for (const group of [...groups(SESSION_COLORS.length), ...groups(3), ...groups(size)]) {
      const colors = [...assignColors(group, memory).values()];
      expect(new Set(colors).size).toBe(group.length);
      if (group.length <= HUE_COUNT) {
        expect(nearest(colors)).toBeGreaterThan(0.12);
      }
    }
  });

  test('settle where panels show different sessions: none pushes another to and fro', () => {
    const memory = new ColorMemory();
    const panels = groups(5);
    const draw = () => panels.map((panel) => [...assignColors(panel, memory)]);
    for (let times = 0; times < 5; times++) {
      draw();
    }
    expect(draw()).toEqual(draw());
  });
});
