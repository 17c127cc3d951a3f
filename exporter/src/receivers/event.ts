import type { SessionState, Stop } from '@shadower-training/contract';
import { encodeBody, type ReceivedBodies, type RecordKind } from '../journal/record-body.js';
import type { ReceiverAnswer, ReceiverRequest } from './request.js';

/** What a receiver made of a request: one event in the words of the contract, of whatever protocol it came by. */
export interface ReceivedEvent<Kind extends RecordKind = RecordKind> {
  readonly kind: Kind;
  readonly workspace_id: string;
  /** Null for a start without an id: then one is drawn. */
  readonly session_id: string | null;
  readonly producer: string | null;
  readonly sequence: number | null;
  /** Null: the producer's attempt, else the latest. */
  readonly attempt: number | null;
  /** Values of a batch of points, events of a batch of events, else 1. */
  readonly count: number;
  /** The body in the journal's form (record-body.ts), in bytes of its own. */
  readonly encoded: Uint8Array;
}

/** An event from a body that is at hand as an object. */
export function receivedEvent<Kind extends RecordKind>({
  body,
  ...event
}: Omit<ReceivedEvent<Kind>, 'encoded'> & { readonly body: ReceivedBodies[Kind] }): ReceivedEvent<Kind> {
  return { ...event, kind: event.kind, encoded: encodeBody(event.kind, body) } as ReceivedEvent<Kind>;
}

/** What became of an event, told when it is durable. */
export interface Outcome {
  readonly workspace_id: string;
  readonly session_id: string;
  readonly attempt: number;
  /** Whether a start made a new session. */
  readonly created: boolean;
  readonly duplicate: boolean;
  /** The highest sequence kept for the event's producer. */
  readonly acknowledged_sequence: number | null;
  readonly state: SessionState;
  readonly stop: Stop;
  readonly url: string;
}

/** A protocol: wire format -> contract events, and back the outcome. Pure: knows nothing of journal, store or scores. */
export interface Receiver {
  /** @throws ContractError when the request is wrong. */
  receive(request: ReceiverRequest): ReceivedEvent;
  answer(request: ReceiverRequest, event: ReceivedEvent, outcome: Outcome): ReceiverAnswer;
}
