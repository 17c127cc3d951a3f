import { describe, expect, it } from '@jest/globals';
import { BlockMemory } from './block-memory.js';

const place = (firstOrdinal: number) => ({
  firstOrdinal,
  points: 512,
  whole: true,
  closed: true,
  summary: new Float64Array(40),
});

describe('what is remembered of blocks', () => {
  it('is forgotten by series, the one that was used longest ago first, within its bounds', () => {
    const memory = new BlockMemory(4_000);
    for (const series of [1, 2, 3, 4]) memory.addPlaces(series, [place(0), place(512)]);
    const knows = () => [1, 2, 3, 4, 5].filter((series) => memory.places(series).length > 0);
    expect(knows()).toEqual([1, 2, 3, 4]);
    memory.reductions(1, 'kept');
    memory.addPlaces(5, [place(0), place(512)]);
    expect(knows()).toEqual([1, 3, 4, 5]);
    const kept = memory.reductions(3, 'kept');
    memory.addReduction(3, kept, 0, new Float64Array(1_000));
    expect(knows()).toEqual([3]);
  });

  it('holds few reductions of a series, each under its own key', () => {
    const memory = new BlockMemory();
    for (const key of ['a', 'b', 'c', 'd', 'a', 'e']) {
      const reductions = memory.reductions(1, key);
      memory.addReduction(1, reductions, 0, Float64Array.of(key.charCodeAt(0)));
    }
    expect(memory.reductions(1, 'a').get(0)).toEqual(Float64Array.of(97));
    expect(memory.reductions(1, 'b').size).toBe(0);
  });
});
