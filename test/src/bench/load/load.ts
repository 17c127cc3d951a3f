import { Worker } from 'node:worker_threads';
import type { BodyShape } from './point-template.js';

/** One run of the load generator. */
export interface Load {
  readonly port: number;
  readonly shape: BodyShape;
  readonly connections: number;
  readonly sessions: number;
  /** Sessions that are there and go on being fed, instead of new ones: the next step of each. */
  readonly continued?: Readonly<Record<string, number>>;
  /** Names of sessions and producers begin with it; another one for each run. */
  readonly prefix: string;
  readonly milliseconds: number;
  /** Bodies a second of an open loop; null: as fast as they are acknowledged. */
  readonly rate: number | null;
}

/** What it measured. */
export interface LoadReport {
  /** Values that were acknowledged. */
  readonly values: number;
  readonly seconds: number;
  /** Milliseconds of each acknowledgement. */
  readonly latencies: readonly number[];
}

/** Runs the generator in a thread of its own. */
export function runLoad(load: Load): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./load-worker.js', import.meta.url), { workerData: load });
    worker.once('message', (report: LoadReport) => {
      resolve(report);
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the load generator ended with code ${code} before it reported`)));
  });
}
