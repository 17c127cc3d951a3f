/** A session's own relation between time and x: which x it was at, at a point of time. Pure. */
import { finiteOf } from '../../visual/fieldValue';
import { nearest, type Curve } from './curve';
import { xKindOf } from './xAxis';

export interface Clock {
  session: string;
  /** Epoch milliseconds, ascending. */
  times: Float64Array;
  /** Where each was, on the x-axis. */
  x: Float64Array;
}

const made = new WeakMap<Float64Array, Clock | null>();

/** One clock a session: its curve with the most points. Curves without time have none. */
export function clocksOf(curves: readonly Curve[]): Clock[] {
  const longest = new Map<string, Curve>();
  for (const curve of curves) {
    if (curve.x.length > (longest.get(curve.session)?.x.length ?? 0)) {
      longest.set(curve.session, curve);
    }
  }
  return [...longest.values()].flatMap((curve) => {
    const known = made.get(curve.x);
    const clock = known === undefined ? clockOf(curve) : known;
    made.set(curve.x, clock);
    return clock ?? [];
  });
}

function clockOf({ session, frame, rows, x }: Curve): Clock | null {
  const time = frame.fields.find((field) => xKindOf(field) === 'time');
  if (!time) {
    return null;
  }
  const times = Float64Array.from(rows, (row) => finiteOf(time.values[row]) ?? NaN);
  // A clock that runs backwards (attempts beside each other, times missing) can't be looked up.
  return times.every((at, index) => index === 0 || at >= times[index - 1]!) ? { session, times, x } : null;
}

/** Whether a session was running then, as far as its points tell. */
export function covers({ times }: Clock, time: number): boolean {
  return times.length > 0 && time >= times[0]! && time <= times[times.length - 1]!;
}

/** The x of the point that was logged nearest to a time; null without points. */
export function xAtTime({ times, x }: Clock, time: number): number | null {
  return x[nearest(times, time)] ?? null;
}
