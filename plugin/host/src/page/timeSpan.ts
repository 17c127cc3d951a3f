/** The range of time that the shown sessions span, for axes of time. Pure. */
import { dateTime, type TimeRange } from '@grafana/data';
import type { SessionRow } from '../data/rows';

/** A session of a moment still needs an axis. */
const SHORTEST_MILLISECONDS = 1_000;

/** From the first start to the last news; undefined where no session says when it was. */
export const timeSpan = (rows: readonly SessionRow[]): TimeRange | undefined => {
  const starts = rows.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  if (starts.length === 0) {
    return undefined;
  }
  const ends = rows.map(({ startedAt, completedAt, lastNewsAt }) =>
    Math.max(startedAt ?? 0, completedAt ?? 0, lastNewsAt ?? 0),
  );
  const begin = Math.min(...starts);
  const from = dateTime(begin);
  const to = dateTime(Math.max(begin + SHORTEST_MILLISECONDS, ...ends));
  return { from, to, raw: { from, to } };
};
