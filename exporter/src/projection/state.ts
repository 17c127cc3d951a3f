import { TRAINING_EVENT, type SessionState } from '@shadower-training/contract';
import type { MeasurementRow } from '../store/port.js';
import { heartbeatSecondsOf } from './describe.js';
import { judgeLiveness } from './liveness.js';
import type { Pace } from './pace.js';
import type { SessionFacts } from './session.js';

/** A state and the instant (epoch milliseconds) at which it began: the same on every exporter. */
export interface StateSince {
  readonly state: SessionState;
  readonly since: number;
}

/**
 * The state that a session is in now. A session whose news all lies in the past (an import, an offline sync) that has
 * not ended by its own word was last seen then: silent, without asking for attention.
 * @param now Epoch milliseconds of this exporter.
 */
export function nextState(facts: SessionFacts, pace: Pace, now: number): StateSince {
  if (facts.finished !== null) return { state: facts.finished, since: facts.completed_at ?? facts.last_news_at };
  if (facts.live_news_at === null) return { state: 'silent', since: facts.last_news_at };
  return judgeLiveness(
    {
      lastNewsAt: facts.live_news_at,
      lastHeartbeatAt: facts.heartbeat_at,
      lastLogAt: facts.logged_at,
      phase: facts.phase,
      heartbeatSeconds: heartbeatSecondsOf(facts.description),
      logSeconds: () => pace.logSeconds,
      startedAt: facts.attempts.at(-1)?.started_at ?? facts.started_at,
    },
    now,
  );
}

/** States in the order of their numbers, as /metrics has them. Not read from the schemas: this thread goes without zod. */
const STATES: readonly SessionState[] = ['running', 'silent', 'hung', 'completed', 'failed', 'stopped', 'cancelled'];

/** A state as alert rules compare it. */
export const stateNumber = (state: SessionState): number => STATES.indexOf(state);

/** A change of state as a point at its own time: alerts can't see an entity. */
export function rowOfState(facts: SessionFacts, { state, since }: StateSince): MeasurementRow {
  return {
    measurement: TRAINING_EVENT.name,
    tags: {
      workspace_id: facts.workspace_id,
      session_id: facts.session_id,
      agent_id: facts.agent_id,
      attempt: String(Math.max(1, facts.attempts.length)),
      kind: 'state',
    },
    milliseconds: since,
    nanoseconds: 0,
    coordinates: {},
    fields: {
      title: state,
      state: stateNumber(state),
      ...(facts.completed_steps === null ? {} : { step: facts.completed_steps }),
    },
  };
}
