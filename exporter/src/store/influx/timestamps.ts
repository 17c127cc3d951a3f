/**
 * A timestamp of line protocol: nanoseconds since 1970 have 19 digits, more than a number holds, and are put together as
 * text.
 * @param milliseconds Whole epoch milliseconds.
 * @param nanoseconds 0 to 999,999 beyond them.
 */
export function timestamp(milliseconds: number, nanoseconds: number): string {
  if (milliseconds < 0) {
    if (nanoseconds === 0) return milliseconds === 0 ? '0' : `${milliseconds}000000`;
    // Before 1970 what goes beyond the milliseconds leads back towards zero.
    return `-${-milliseconds - 1}${String(1_000_000 - nanoseconds).padStart(6, '0')}`;
  }
  if (nanoseconds === 0) return milliseconds === 0 ? '0' : `${milliseconds}000000`;
  return `${milliseconds}${String(nanoseconds).padStart(6, '0')}`;
}
