import { Handed, type Handlers } from '../../threads/remote-call.js';
import type { StoreCalls } from './calls.js';

/** The writer's store calls in the form that the writer thread serves: points in memory are handed over, not copied. */
export function servedStoreCalls(calls: StoreCalls): Handlers<StoreCalls> {
  return {
    ...calls,
    storeHeads: (measurement, tags, fields) => {
      const snapshot = calls.storeHeads(measurement, tags, fields);
      return new Handed(snapshot, [snapshot.numbers.buffer as ArrayBuffer]);
    },
  };
}
