import type {
  CompleteRequest,
  HeartbeatRequest,
  SessionDescription,
  SessionPatch,
  WireEvent,
} from '@shadower-training/contract';
import { decodeMetricsBatch } from './batch/decode.js';
import { encodeMetricsBatch } from './batch/encode.js';
import type { MetricsBatch } from './batch/journalled-point.js';
import type { PointBatch } from './batch/point-batch.js';
import type { JournalRecord } from './record.js';

/** Body of a `start` record: the description, and what the receiver resolved. */
export interface StartBody {
  readonly description: SessionDescription;
  readonly agent_id: string;
  /** Epoch milliseconds. */
  readonly started_at: number;
}

/** An event whose time is known. */
export type TimedEvent = Omit<WireEvent, 'time'> & { readonly time: number };

/** Bodies of journal records by kind, version 1, as the projection reads them. Times are epoch milliseconds. */
export interface RecordBodies {
  start: StartBody;
  patch: SessionPatch;
  metrics: PointBatch;
  events: { readonly events: readonly TimedEvent[] };
  heartbeat: Omit<HeartbeatRequest, 'time'> & { readonly time: number };
  complete: Omit<CompleteRequest, 'completed_at'> & { readonly completed_at: number };
}

/** The same as receivers make them: points as objects. */
export type ReceivedBodies = Omit<RecordBodies, 'metrics'> & { readonly metrics: MetricsBatch };

/** Kinds of records whose bodies are known. */
export type RecordKind = keyof RecordBodies;

/** Version of the bodies above. */
export const BODY_VERSION = 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes a body: batches of points in their compact form, all else as JSON. */
export function encodeBody<Kind extends RecordKind>(kind: Kind, body: ReceivedBodies[Kind]): Uint8Array {
  if (kind === 'metrics') return encodeMetricsBatch(body as MetricsBatch);
  return encoder.encode(JSON.stringify(body));
}

/** Reads a record's body. @throws Error when it is damaged or of a version that this exporter does not know. */
export function decodeBody(record: JournalRecord): RecordBodies[RecordKind] {
  if (record.version !== BODY_VERSION) {
    throw new Error(`journal record of version ${record.version}: this exporter reads version ${BODY_VERSION}`);
  }
  if (record.kind === 'delete') throw new Error('a deletion has no body');
  return decodeBytes(record.kind, record.body);
}

/** Reads a body of the newest version. @throws Error when it is damaged. */
export function decodeBytes<Kind extends RecordKind>(kind: Kind, body: Uint8Array): RecordBodies[Kind] {
  if (kind === 'metrics') return decodeMetricsBatch(body) as RecordBodies[Kind];
  return JSON.parse(decoder.decode(body)) as RecordBodies[Kind];
}
