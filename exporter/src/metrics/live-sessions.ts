import type { SessionState, SessionSummary } from '@shadower-training/contract';
import { isFinished } from '@shadower-training/contract';
import type { NewestValues, WriterNews } from '../threads/writer-protocol.js';
import type { Labels } from './family.js';
import { infoLabels, SESSION_GAUGES } from './session-gauges.js';

/** How long sessions stay after their last news, in milliseconds. */
export interface Patience {
  /** Since a session has ended: its last values are worth a scrape or two. */
  readonly finished: number;
  /** Since the last news of one that has not: silence is what someone should hear of, but not for ever. */
  readonly unfinished: number;
}

/** A live session as /metrics tells of it. */
export interface ExposedSession {
  readonly workspace_id: string;
  readonly state: SessionState;
  readonly attention: SessionSummary['attention']['level'];
  /** Of each of its series. */
  readonly labels: Labels;
  /** Of its one series of information. */
  readonly info: Labels;
  /** A value for each of SESSION_GAUGES; null where it has none. */
  readonly values: readonly (number | null)[];
  /** How many series it has, that of information included. */
  readonly series: number;
}

interface Kept {
  readonly session: ExposedSession;
  /** Epoch milliseconds. */
  readonly until: number;
}

const SWEEP_EVERY_MILLISECONDS = 60_000;

/**
 * What is known of live sessions on the main thread, from the news that the writer thread tells anyway: asking costs
 * ingest nothing. Sessions about the past (an import, an offline sync) are none.
 */
export class LiveSessions {
  /** In the order in which they were first heard of: a stable one, so that a full budget keeps the same sessions. */
  readonly #kept = new Map<string, Kept>();
  #sweptAt = 0;

  constructor(private readonly patience: Patience) {}

  /** @param now Epoch milliseconds. */
  note({ sessions, metrics }: Pick<WriterNews, 'sessions' | 'metrics'>, now: number): void {
    sessions.forEach((summary, place) => this.#noteOne(summary, metrics[place] ?? {}, now));
    if (now - this.#sweptAt >= SWEEP_EVERY_MILLISECONDS) this.#sweep(now);
  }

  /** Lets go of sessions that were deleted. */
  forget(sessions: WriterNews['deleted']): void {
    for (const { workspace_id, session_id } of sessions) this.#kept.delete(JSON.stringify([workspace_id, session_id]));
  }

  /**
   * Those that are to be told of now.
   * @param workspaceId Whose; null for all.
   */
  current(workspaceId: string | null, now: number): ExposedSession[] {
    this.#sweep(now);
    const sessions: ExposedSession[] = [];
    for (const { session } of this.#kept.values()) {
      if (workspaceId === null || session.workspace_id === workspaceId) sessions.push(session);
    }
    return sessions;
  }

  #noteOne(summary: SessionSummary, newest: NewestValues, now: number): void {
    const key = JSON.stringify([summary.workspace_id, summary.session_id]);
    const until = this.#until(summary, this.#kept.get(key), now);
    if (until <= now) this.#kept.delete(key);
    else this.#kept.set(key, { session: exposed(summary, newest), until });
  }

  #until({ state, attention, completed_at }: SessionSummary, known: Kept | undefined, now: number): number {
    if (!isFinished(state)) {
      // News about the past raises no attention: its session is silent and nobody should hear of it.
      const isPast = state === 'silent' && attention.level === 'none';
      return isPast ? 0 : now + this.patience.unfinished;
    }
    if (known && isFinished(known.session.state)) return known.until;
    // Whoever was seen alive has ended now, whatever its clock says; who was not may have ended long ago.
    const endedAt = known || completed_at === null ? now : Math.min(now, Date.parse(completed_at));
    return endedAt + this.patience.finished;
  }

  #sweep(now: number): void {
    this.#sweptAt = now;
    for (const [key, { until }] of this.#kept) if (until <= now) this.#kept.delete(key);
  }
}

function exposed(summary: SessionSummary, newest: NewestValues): ExposedSession {
  const values = SESSION_GAUGES.map(({ value }) => value(summary, newest));
  const labels = { workspace: summary.workspace_id, agent: summary.agent_id, session_id: summary.session_id };
  return {
    workspace_id: summary.workspace_id,
    state: summary.state,
    attention: summary.attention.level,
    labels,
    info: { ...labels, ...infoLabels(summary) },
    values,
    series: 1 + values.reduce<number>((count, value) => (value === null ? count : count + 1), 0),
  };
}
