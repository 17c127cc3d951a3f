import { describe, expect, it } from '@jest/globals';
import { objectiveBehind } from './objective-behind.js';

const behind = (...values: number[]) =>
  objectiveBehind({ steps: values.map((_value, index) => index), values, ratios: true });

describe('how far an objective is behind its best', () => {
  it('is a share of its range, with the values in a row that are behind by a tenth', () => {
    expect(behind(11, 6, 3, 1, 2.5, 3, 3)).toEqual({ share: 0.2, evaluations: 3 });
    expect(behind(11, 6, 3, 1, 3, 1.5)).toEqual({ share: 0.05, evaluations: 0 });
  });

  it('leaves out NaN and infinities', () => {
    expect(behind(11, Infinity, 1, NaN, 3)).toEqual({ share: 0.2, evaluations: 1 });
  });

  it('is not known under three values or without a range', () => {
    expect(behind(2, 1)).toBeNull();
    expect(behind(1, 1, 1)).toBeNull();
  });

  const GAUSS = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

  it.each([
    ['waves', (_random: () => number, index: number) => Math.sin(index * 12.9898 * (index + 1))],
    ['uniform noise', (random: () => number) => 2 * random() - 1],
    ['normal noise', (random: () => number) => GAUSS(random)],
    ['normal noise on a fall', (random: () => number, index: number) => GAUSS(random) + 10 * Math.exp(-index / 30)],
  ])('does not call a plateau of %s behind for long', (_name, noise) => {
    let state = 1;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const values = Array.from({ length: 600 }, (_value, index) => 5 + 0.3 * noise(random, index));
    const longest = values.map((_value, end) => (end < 20 ? 0 : behind(...values.slice(0, end))!.evaluations));
    expect(Math.max(...longest)).toBeLessThan(5);
  });

  it('sees through noise that the objective got worse', () => {
    const values = Array.from(
      { length: 60 },
      (_value, index) => Math.abs(index - 30) + 0.5 * Math.sin(index * 78.233 * index),
    );
    expect(behind(...values)!.evaluations).toBeGreaterThan(15);
  });
});
