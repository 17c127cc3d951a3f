import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { median } from './medians.js';

const SYNCS = 200;

/** Median milliseconds of writing 4 KB and making it durable: what every acknowledgement waits for at least. */
export function fsyncMilliseconds(): number {
  const file = openSync(join(temporaryDirectory('fsync'), 'file'), 'w');
  const block = Buffer.alloc(4_096, 1);
  const times = Array.from({ length: SYNCS }, () => {
    const began = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  return median(times);
}
