/** Random numbers from a seed (mulberry32): a failure can be repeated by the seed that it names. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A size that npm test keeps small and the command line may raise. */
export function sizeFrom(variable: string, byDefault: number): number {
  const text = process.env[variable];
  return text ? Number(text) : byDefault;
}
