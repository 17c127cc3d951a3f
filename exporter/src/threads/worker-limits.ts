import type { ResourceLimits, Worker } from 'node:worker_threads';

/**
 * Heaps of the threads of the writing path. Young: V8 would let it grow to 134 MB under load, although what outlives a
 * request is small. Old: below 2 GB V8 collects when garbage has doubled the heap instead of quadrupled it; a live
 * session holds some 40 KB there. 1,000 live sessions took 590 MB without the first, 430 MB without the second limit,
 * 353 MB with both, at the same speed (docs/architecture.md).
 */
export const WORKER_LIMITS: ResourceLimits = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 2_000 };

/** Calls back with the reason when a thread has ended. */
export function watchDeath(worker: Worker, onDeath: (reason: string) => void): void {
  let reason = 'it ended by itself';
  worker.on('error', (error) => (reason = error instanceof Error ? (error.stack ?? error.message) : String(error)));
  worker.on('exit', () => onDeath(reason));
}
