/** How long to wait before the stream is opened again. */
const FIRST_MILLISECONDS = 500;
const LONGEST_MILLISECONDS = 30_000;

/**
 * Doubles with each failure, and lies somewhere in the upper half, so that tabs that lost the same exporter don't come
 * back all at once.
 * @param failures In a row, 1 for the first.
 * @param random From 0 to 1.
 */
export function backoffMilliseconds(failures: number, random: number): number {
  const whole = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.min(failures - 1, 10));
  return Math.round(whole * (0.5 + random / 2));
}
