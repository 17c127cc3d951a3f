import type { SessionState, Stop } from '@shadower-training/contract';
import type { RecordBodies, RecordKind } from '../journal/record-body.js';
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
  readonly body: RecordBodies[Kind];
}

/** An event whose body is in the journal's form already: a large one, read in a thread of its own. */
export type EncodedEvent = Omit<ReceivedEvent, 'body'> & { readonly encoded: Uint8Array };

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
