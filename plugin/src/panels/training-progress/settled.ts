/**
 * Whether what asks for attention is a thing of the past.
 *
 * The exporter tells what happened (exporter/src/projection/attention.ts): a failed session stays `critical` for ever,
 * because a projection knows no clock and a session at rest is not written again. How much it matters today is told
 * here, where it is looked at: a failure of last week must not stand before a running session that overfits now.
 */

/** A night and a day: who comes in the morning still finds the night's failures on top. */
export const SETTLED_AFTER_MILLISECONDS = 24 * 3_600_000;

/** States that last until somebody does something: running is alive, hung beats every half minute. */
const ALIVE: readonly string[] = ['running', 'hung'];

/**
 * @param completedAt Epoch milliseconds of the end, else null.
 * @param lastNewsAt Epoch milliseconds of the newest news, for what never said its end (silent).
 * @returns False where neither is known: nobody can tell how old it is.
 */
export function isSettled(state: string, completedAt: number | null, lastNewsAt: number | null, now: number): boolean {
  const since = completedAt ?? lastNewsAt;
  return !ALIVE.includes(state) && since !== null && now - since >= SETTLED_AFTER_MILLISECONDS;
}
