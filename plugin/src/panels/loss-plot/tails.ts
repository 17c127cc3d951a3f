/** Tails that a later attempt did again: what an attempt logged beyond the point where the next one resumed. Pure. */
import type { Curve } from './curve';

/** Marks the abandoned tail of each curve of an attempt, from the curves of later attempts or from what is known of them. */
export function markTails(curves: readonly Curve[]): void {
  const series = new Map<string, Curve[]>();
  for (const curve of curves) {
    if (curve.attempt !== null) {
      const key = [curve.session, curve.metric, ...curve.variant].join('\u0000');
      series.set(key, [...(series.get(key) ?? []), curve]);
    }
  }
  for (const attempts of series.values()) {
    for (const curve of attempts) {
      const number = Number(curve.attempt);
      const starts = [
        ...attempts.filter((other) => Number(other.attempt) > number).map(({ x }) => x[0]),
        ...curve.marks.attempts.filter(({ attempt }) => attempt > number).map(({ x }) => x ?? undefined),
      ].filter((x) => x !== undefined);
      const resumed = Math.min(...starts);
      const last = curve.x[curve.x.length - 1];
      curve.tailFrom = last !== undefined && resumed < last ? resumed : null;
    }
  }
}
