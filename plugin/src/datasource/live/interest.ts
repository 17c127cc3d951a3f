/** What panels want of the one stream that they share. */
import type { LiveQuery } from '@shadower-training/contract';

/** What one query wants: changes of sessions come always, points only of these. */
export interface LiveInterest {
  sessions: readonly string[];
  metrics: readonly string[];
}

export const ONLY_SESSIONS: LiveInterest = { sessions: [], metrics: [] };

/** Ids in one address stay under what every proxy takes; beyond, curves are asked for again instead. */
const MOST_SESSIONS = 150;
const MOST_METRICS = 50;

/** The question that covers several interests. Sorted, so that equal wants are equal questions. */
export function unionOf(interests: Iterable<LiveInterest>): Required<Pick<LiveQuery, 'session_id' | 'metric'>> {
  const sessions = new Set<string>();
  const metrics = new Set<string>();
  for (const interest of interests) {
    for (const session of interest.sessions) sessions.add(session);
    if (interest.sessions.length) for (const metric of interest.metrics) metrics.add(metric);
  }
  return {
    session_id: [...sessions].sort().slice(0, MOST_SESSIONS),
    metric: [...metrics].sort().slice(0, MOST_METRICS),
  };
}

/** Whether a stream opened with one question carries all of another. */
export function covers(opened: ReturnType<typeof unionOf>, wanted: ReturnType<typeof unionOf>): boolean {
  const has = (all: string[], some: string[]) => some.every((one) => all.includes(one));
  return has(opened.session_id, wanted.session_id) && has(opened.metric, wanted.metric);
}
