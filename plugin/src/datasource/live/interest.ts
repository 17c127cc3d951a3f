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
/** With more metrics than this all are wanted, which needs no list. */
const MOST_METRICS = 50;

/** What a stream is opened with; no metrics beside sessions mean all of theirs. */
export type LiveQuestion = Required<Pick<LiveQuery, 'session_id' | 'metric'>>;

/** The question that covers several interests. Sorted, so that equal wants are equal questions. */
export function unionOf(interests: Iterable<LiveInterest>): LiveQuestion {
  const sessions = new Set<string>();
  const metrics = new Set<string>();
  for (const interest of interests) {
    for (const session of interest.sessions) sessions.add(session);
    if (interest.sessions.length) for (const metric of interest.metrics) metrics.add(metric);
  }
  return {
    session_id: [...sessions].sort().slice(0, MOST_SESSIONS),
    metric: metrics.size > MOST_METRICS ? [] : [...metrics].sort(),
  };
}

/** Whether a stream opened with one question carries all that is wanted. */
export function covers(opened: LiveQuestion, wanted: LiveInterest | LiveQuestion): boolean {
  const sessions = 'sessions' in wanted ? wanted.sessions : wanted.session_id;
  if (sessions.length === 0) return true;
  const metrics = 'metrics' in wanted ? wanted.metrics : wanted.metric;
  const carriesAll = opened.session_id.length > 0 && opened.metric.length === 0;
  const wantsAll = metrics.length === 0;
  const has = (all: readonly string[], some: readonly string[]) => {
    const known = new Set(all);
    return some.every((one) => known.has(one));
  };
  return has(opened.session_id, sessions) && (carriesAll || (!wantsAll && has(opened.metric, metrics)));
}
