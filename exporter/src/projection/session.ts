import type {
  AnsweredValue,
  FinishedState,
  ReportedUsage,
  SessionDescription,
  SessionState,
  Phase,
} from '@shadower-training/contract';
import type { SessionScores } from '../analytics/session/index.js';
import { Pace } from './pace.js';
import { Producers, type StoredProducer } from './producers.js';
import { SeriesSeen } from './series-seen.js';

/** One attempt of a session; instants are epoch milliseconds, in the clock of the values. */
export interface AttemptState {
  attempt: number;
  started_at: number;
  ended_at: number | null;
  first_step: number | null;
  last_step: number | null;
  /** Milliseconds between news, gaps by silence left out. */
  active: number;
  last_news_at: number;
}

/** What kind of name a metric of a session is, for lists. */
export type MetricKind = 'values' | 'resources';

/**
 * What is known of a session, as plain data: it is written to the store as JSON (`internal`) and read back when a
 * session that rested has news. Instants are epoch milliseconds.
 */
export interface SessionFacts {
  workspace_id: string;
  session_id: string;
  agent_id: string;
  /** The last journal record whose effect is in these facts: replay leaves older ones out. */
  through_record: number;
  description: SessionDescription;
  state: SessionState;
  phase: Phase;
  /** The producer that announced the phase; null while training, and where the announcement had none. */
  phase_by: string | null;
  finished: FinishedState | null;
  started_at: number;
  completed_at: number | null;
  /** In the clock of the values. */
  last_news_at: number;
  /** Receipt of the last news that was not about the past; null while everything lies in the past. */
  live_news_at: number | null;
  heartbeat_at: number | null;
  logged_at: number | null;
  attempts: AttemptState[];
  values: number;
  values_after_completion: number;
  usage: ReportedUsage;
  total_tokens_processed: number | null;
  early_stopping_triggered: boolean | null;
  error_details: string | null;
  current_epoch: number | null;
  first_epoch: number | null;
  first_epoch_step: number | null;
  /** The highest epoch logged, and the step at which it was first logged. */
  highest_epoch: number | null;
  highest_epoch_step: number | null;
  /** Whether all epochs so far were whole numbers. */
  whole_epochs: boolean;
  /** Number of the last step logged, by the newest attempt; see completedSteps() for how many are done. */
  completed_steps: number | null;
  metric_kinds: Record<string, MetricKind>;
  final_metrics: Record<string, AnsweredValue>;
  objective_values: number;
  scores: SessionScores | null;
  /** Values of the best's metric that came after it. */
  values_since_best: number;
  /** Values of score curves that the last scores had seen: scores are computed when there are more. */
  scored_values: number;
  score_values: number;
}

/** A session in memory: its facts and the helpers that change with its news. */
export interface LiveSession {
  /** Replaced as a whole when another exporter's part of the session comes in (shared/). */
  facts: SessionFacts;
  readonly producers: Producers;
  pace: Pace;
  readonly series: SeriesSeen;
}

/** `internal` of the session entity. */
export interface StoredInternal {
  facts: SessionFacts;
  producers: StoredProducer[];
  pace: { times: number[]; steps: number[] };
}

/** Brings a resting session back. */
export function sessionFromStored(stored: StoredInternal): LiveSession {
  return {
    facts: {
      ...stored.facts,
      // Stores of before these were kept.
      phase_by: stored.facts.phase_by ?? null,
      highest_epoch: stored.facts.highest_epoch ?? null,
      highest_epoch_step: stored.facts.highest_epoch_step ?? null,
      metric_kinds: withoutPrototype(stored.facts.metric_kinds),
      final_metrics: withoutPrototype(stored.facts.final_metrics),
    },
    producers: Producers.fromStored(stored.producers),
    pace: Pace.fromStored(stored.pace),
    series: new SeriesSeen(Object.keys(stored.facts.metric_kinds)),
  };
}

/** The part of a session that only the projection reads. */
export function storedInternal(session: LiveSession): StoredInternal {
  return { facts: session.facts, producers: session.producers.toStored(), pace: session.pace.toStored() };
}

/** A new session, before its first attempt. */
export function newSession(identity: {
  workspace_id: string;
  session_id: string;
  agent_id: string;
  started_at: number;
}): LiveSession {
  const facts: SessionFacts = {
    ...identity,
    through_record: 0,
    description: {},
    state: 'running',
    phase: 'training',
    phase_by: null,
    finished: null,
    completed_at: null,
    last_news_at: identity.started_at,
    live_news_at: null,
    heartbeat_at: null,
    logged_at: null,
    attempts: [],
    values: 0,
    values_after_completion: 0,
    usage: {},
    total_tokens_processed: null,
    early_stopping_triggered: null,
    error_details: null,
    current_epoch: null,
    first_epoch: null,
    first_epoch_step: null,
    highest_epoch: null,
    highest_epoch_step: null,
    whole_epochs: true,
    completed_steps: null,
    metric_kinds: withoutPrototype({}),
    final_metrics: withoutPrototype({}),
    objective_values: 0,
    scores: null,
    values_since_best: 0,
    scored_values: 0,
    score_values: 0,
  };
  return { facts, producers: new Producers(), pace: new Pace(), series: new SeriesSeen([]) };
}

/** The attempt that a record belongs to. */
export function attemptOf(session: LiveSession, attempt: number): AttemptState | undefined {
  return session.facts.attempts[attempt - 1];
}

/** The newest attempt's number; 0 before the first. */
export function latestAttempt(session: LiveSession): number {
  return session.facts.attempts.length;
}

/** Names come from outside: an object without a prototype has no property that a name could hit. */
function withoutPrototype<Value>(entries: Record<string, Value>): Record<string, Value> {
  return Object.assign(Object.create(null) as Record<string, Value>, entries);
}

/** Key of a session in maps and partition of its records in journal and store. */
export function sessionKey(workspaceId: string, sessionId: string): string {
  return JSON.stringify([workspaceId, sessionId]);
}

/** What a key is made of. */
export function identityOfKey(key: string): { readonly workspace_id: string; readonly session_id: string } {
  const [workspace_id, session_id] = JSON.parse(key) as [string, string];
  return { workspace_id, session_id };
}
