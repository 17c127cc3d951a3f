/**
 * Equal-width parts of an axis, counted from 0 of the axis: part n holds the places from n * width up to, but without,
 * (n + 1) * width. Edges lie where they lie whatever the data, so that a curve that grows keeps the parts it had until
 * its extent asks for a wider grid: what was reduced once stays as it is.
 */
export interface Grid {
  readonly width: number;
}

/** Widths are these times a power of two: few digits, so that edges are exact; each at most a quarter above the one before. */
const MANTISSAS = [1, 1.25, 1.5, 1.75];

/**
 * The finest grid of which an extent touches at most so many parts.
 * @param from Lowest place, finite.
 * @param to Highest place, finite, not below `from`.
 * @param parts At least 2; with 1, places on both sides of 0 would need an endless one.
 */
export function gridOf(from: number, to: number, parts: number): Grid {
  const least = (to - from) / parts;
  if (!(least > 0)) return { width: 1 };
  for (let exponent = Math.max(-1_060, Math.floor(Math.log2(least))); ; exponent++) {
    for (const mantissa of MANTISSAS) {
      const grid = { width: mantissa * 2 ** exponent };
      if (grid.width === Infinity || partOf(grid, to) - partOf(grid, from) < parts) return grid;
    }
  }
}

/** The part in which a place lies. */
export function partOf({ width }: Grid, place: number): number {
  const part = Math.floor(place / width);
  // The quotient may have been rounded up to the next edge.
  return part * width > place ? part - 1 : part;
}
