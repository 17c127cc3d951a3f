import { Worker } from 'node:worker_threads';
import { RemoteCaller } from '../../threads/remote-call.js';
import type { StoreDeclarations } from '../port.js';
import type { ReaderCalls } from './calls.js';

/** What the reader thread is started with. */
export interface ReaderThreadData {
  readonly directory: string;
  readonly declarations: StoreDeclarations;
}

/** Room for short-lived objects; columns live outside the heap. */
const YOUNG_GENERATION_MEGABYTES = 24;

/** Starts the reader thread; the writer must have opened the directory's database before. Ends with `close`. */
export function startReaderThread(data: ReaderThreadData): RemoteCaller<ReaderCalls> {
  const worker = new Worker(new URL('../../threads/reader-thread.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES },
  });
  return new RemoteCaller<ReaderCalls>(worker);
}
