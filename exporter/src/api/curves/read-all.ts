import type { Notice, SeriesQuery } from '@shadower-training/contract';
import type { StoreReader } from '../../store/port.js';
import type { StoredSession } from '../stored-session.js';
import type { ReadCurve } from './read-points.js';
import { readSessionCurves, type SessionCurvesRequest } from './session-curves.js';

/** One metric of one session. */
export interface Wanted {
  readonly session: StoredSession;
  /** As asked for. */
  readonly metric: string;
  /** As logged. */
  readonly field: string;
}

/** A curve and what it is of. */
export type Read = Wanted & { readonly curve: ReadCurve };

/** How to read; the query's other parts are checked already. */
export type ReadAllRequest = Omit<SessionCurvesRequest, 'session' | 'field'> & Partial<SeriesQuery>;

/** Metrics that are read together: one message to the reader thread and one answer. */
const READ_TOGETHER = 8;
/** While the answers of one are looked at, the other is being read. */
const UNDER_WAY = 2;

/**
 * Reads many metrics of many sessions, some at a time: the reader thread is never idle in between, others' queries come
 * in between, and what is not wanted any more is never read.
 * @param notices Receives what the reader of the answer should know.
 * @param signal When it aborts, nothing further is read and the promise rejects with its reason.
 */
export async function readAll(
  reader: StoreReader,
  wanted: readonly Wanted[],
  request: ReadAllRequest,
  notices: Notice[],
  signal: AbortSignal,
): Promise<Read[]> {
  const parts: Read[][][] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < wanted.length) {
      signal.throwIfAborted();
      const from = next;
      next += READ_TOGETHER;
      parts[from / READ_TOGETHER] = await Promise.all(
        wanted.slice(from, next).map((each) => readOne(reader, each, request, notices)),
      );
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, work));
  signal.throwIfAborted();
  return parts.flat(2);
}

async function readOne(
  reader: StoreReader,
  wanted: Wanted,
  request: ReadAllRequest,
  notices: Notice[],
): Promise<Read[]> {
  const { session, field } = wanted;
  const curves = await readSessionCurves(reader, { ...request, session, field }, notices);
  return curves.map((curve) => ({ ...wanted, curve }));
}
