/** What senders send is a function of session, metric and step: the ledger then needs no values, only steps. */

/** Metrics of every point. */
export const METRICS = ['m0', 'm1', 'm2', 'm3', 'm4'] as const;
/** A metric that InfluxDB refuses: somebody else has written a text under that name. */
export const POISON = 'poison';

/** From -5 to 5, with all the digits of a double. */
export function valueOf(session: number, metric: number, step: number): number {
  let mixed = (Math.imul(step + 1, 0x9e3779b1) ^ Math.imul(session * 31 + metric + 1, 0x85ebca6b)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 429_496_729.6 - 5;
}

/** One point in a hundred has the poison too, so that its whole line is refused. */
export function isPoisoned(step: number): boolean {
  return step % 100 === 37;
}

/** Values that a session's first so many points hold. */
export function valuesIn(points: number): number {
  return points * METRICS.length + Math.floor((points + 62) / 100);
}
