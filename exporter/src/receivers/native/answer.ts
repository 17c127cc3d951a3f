import type {
  CompleteAnswer,
  EventsAnswer,
  HeartbeatAnswer,
  MetricsAnswer,
  StartAnswer,
} from '@shadower-training/contract';
import type { Outcome, ReceivedEvent } from '../event.js';
import type { ReceiverAnswer, ReceiverRequest } from '../request.js';

/** The native answer to a durable event. */
export function answerOf(_request: ReceiverRequest, event: ReceivedEvent, outcome: Outcome): ReceiverAnswer {
  const status = event.kind === 'start' && outcome.created ? 201 : 200;
  return { status, body: JSON.stringify(bodyOf(event, outcome)) };
}

type AnswerBody = StartAnswer | MetricsAnswer | EventsAnswer | HeartbeatAnswer | CompleteAnswer;

function bodyOf(event: ReceivedEvent, outcome: Outcome): AnswerBody {
  const { session_id, workspace_id, attempt, url, stop, state } = outcome;
  switch (event.kind) {
    case 'start':
    case 'patch':
      return { session_id, workspace_id, attempt, url };
    case 'metrics':
    case 'events':
      return {
        accepted: outcome.duplicate ? 0 : event.count,
        duplicates: outcome.duplicate ? event.count : 0,
        acknowledged_sequence: outcome.acknowledged_sequence,
        stop,
      };
    case 'heartbeat':
      return { stop };
    case 'complete':
      return { session_id, state };
  }
}
