import type { Phase } from '@shadower-training/contract';

/** Seconds between heartbeats that a session is taken to send when it does not say. */
export const DEFAULT_HEARTBEAT_SECONDS = 30;
/** Missed heartbeats after which a session counts as silent. */
const MISSED_HEARTBEATS = 3;
/** A session is hung when it has not logged for so many of its usual intervals between logs ... */
const MISSED_LOGS = 20;
/** ... but never before so many heartbeats. */
const HEARTBEATS_BEFORE_HUNG = 5;
/** Before its first step a process loads models and compiles: that takes minutes and is no hang. */
const SECONDS_BEFORE_FIRST_STEP = 1_800;

/** What the liveness of a session is judged by; instants are epoch milliseconds of this exporter's clock. */
export interface LivenessFacts {
  /** Last points, events or heartbeat. */
  readonly lastNewsAt: number;
  /** Last heartbeat; null when the session never sent one. */
  readonly lastHeartbeatAt: number | null;
  /** When training last logged a step; null before the first. */
  readonly lastLogAt: number | null;
  readonly phase: Phase;
  readonly heartbeatSeconds: number;
  /** Usual seconds between logs; null under two logs. A function: it is a median, and seldom needed. */
  readonly logSeconds: () => number | null;
  readonly startedAt: number;
}

/** Milliseconds without any news after which a session counts as silent. */
export function silentAfter(heartbeatSeconds: number): number {
  return heartbeatSeconds * MISSED_HEARTBEATS * 1_000;
}

/** Milliseconds without a log, under heartbeats, after which a training process counts as hung. */
export function hungAfter(facts: Pick<LivenessFacts, 'heartbeatSeconds' | 'logSeconds' | 'lastLogAt'>): number {
  if (facts.lastLogAt === null) return SECONDS_BEFORE_FIRST_STEP * 1_000;
  return Math.max(HEARTBEATS_BEFORE_HUNG * facts.heartbeatSeconds, MISSED_LOGS * (facts.logSeconds() ?? 0)) * 1_000;
}

/**
 * Judges a session that has not ended.
 * @param now Epoch milliseconds.
 * @returns The state and since when: the instant at which its limit passed, the same on every exporter.
 */
export function judgeLiveness(
  facts: LivenessFacts,
  now: number,
): { state: 'running' | 'silent' | 'hung'; since: number } {
  const silentAt = facts.lastNewsAt + silentAfter(facts.heartbeatSeconds);
  if (now >= silentAt) return { state: 'silent', since: silentAt };
  const announced = facts.phase !== 'training';
  const lastSign = facts.lastLogAt ?? facts.startedAt;
  const mayHang = now - lastSign >= HEARTBEATS_BEFORE_HUNG * facts.heartbeatSeconds * 1_000;
  if (mayHang && !announced && facts.lastHeartbeatAt !== null) {
    const hungAt = lastSign + hungAfter(facts);
    if (now >= hungAt) return { state: 'hung', since: hungAt };
  }
  return { state: 'running', since: facts.lastNewsAt };
}
