import { NON_FINITE, parseTime, type ReportedUsage, type WirePoint } from '@shadower-training/contract';

/** A point as the journal keeps it: like on the wire, but every value is a number. */
export interface JournalledPoint {
  readonly step?: number;
  readonly epoch?: number;
  /** Epoch milliseconds; missing when the request had none: then the receipt of the record counts. */
  readonly time?: number;
  readonly rank?: number;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** NaN and infinities included. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a `metrics` record of the journal holds. */
export interface MetricsBatch {
  readonly points: readonly JournalledPoint[];
  readonly resource_usage?: ReportedUsage;
}

type Loose = { -readonly [Field in keyof WirePoint]: WirePoint[Field] };

/**
 * Turns checked points of the wire into points of the journal. Works in place, because a copy would cost more than all
 * the rest of a request: the caller gives the points away.
 */
export function journalledPoints(points: readonly WirePoint[]): readonly JournalledPoint[] {
  for (const point of points as readonly Loose[]) {
    if (point.time !== undefined) point.time = parseTime(point.time) ?? undefined;
    const metrics = point.metrics;
    for (const name in metrics) {
      const value = metrics[name];
      if (typeof value === 'string') metrics[name] = NON_FINITE[value];
    }
  }
  return points as readonly JournalledPoint[];
}
