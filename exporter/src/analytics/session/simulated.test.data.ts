import type { Curve } from './curve.js';

/** Curves for the tests of this folder. Not a test: the name keeps it out of the shipped package. */

/** A curve at steps 1, 2, 3, ... unless steps are given. */
export function curveOf(values: readonly number[], steps?: readonly number[]): Curve {
  return { steps: steps ?? values.map((_, index) => index + 1), values };
}

/** Uniform numbers in 0..1, the same for the same seed (mulberry32). */
export function uniformNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers (Box-Muller). */
export function normalNumbers(seed: number): () => number {
  const uniform = uniformNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A loss that falls from about 2.5 to .5 over `count` points, with `rise` added linearly after half of them, and noise. */
export function fallingLoss(count: number, { rise = 0, noise = 0, seed = 1 } = {}): number[] {
  const normal = normalNumbers(seed);
  return Array.from({ length: count }, (_, index) => {
    const time = index / count;
    return 0.5 + 2 * Math.exp(-8 * time) + rise * Math.max(0, time - 0.5) + noise * normal();
  });
}
