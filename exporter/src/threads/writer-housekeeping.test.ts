import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Journal } from '../journal/journal.js';
import type { Projection } from '../projection/projection.js';
import type { StoreWriter } from '../store/port.js';
import { Housekeeping } from './writer-housekeeping.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('housekeeping', () => {
  it('tells of a store that cannot be written, rests, tries again, and counts both', async () => {
    let failing = true;
    const told: unknown[] = [];
    const store: Partial<StoreWriter> = {
      maintain: () => {
        if (failing) throw new Error('disk full');
        return false;
      },
      sync: async () => 1,
    };
    const projection: Partial<Projection> = { tick: () => null };
    const housekeeping = new Housekeeping({
      projection: projection as Projection,
      store: store as StoreWriter,
      journal: { trim: () => false } as unknown as Journal,
      appliedThrough: () => 0,
      tell: (word) => told.push(word),
    });
    housekeeping.start();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(housekeeping.statistics()).toEqual({ errors: 1, retries: 0 });
    expect(told).toEqual([{ failure: 'the store could not be written: Error: disk full' }]);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(housekeeping.statistics()).toEqual({ errors: 2, retries: 1 });
    failing = false;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(housekeeping.statistics()).toEqual({ errors: 2, retries: 2 });
    housekeeping.stop();
  });

  it('lets the journal forget nothing that the projection has not applied, whatever the store says', async () => {
    const trimmed: number[] = [];
    let applied = 7;
    const housekeeping = new Housekeeping({
      projection: { tick: () => null } as unknown as Projection,
      store: { maintain: () => false, sync: async () => Infinity } as unknown as StoreWriter,
      journal: { trim: (beforeId: number) => void trimmed.push(beforeId) } as unknown as Journal,
      appliedThrough: () => applied,
      tell: () => {},
    });
    housekeeping.start();
    await jest.advanceTimersByTimeAsync(1_500);
    expect(Math.max(...trimmed)).toBe(8);
    applied = 9;
    await jest.advanceTimersByTimeAsync(2_500);
    expect(Math.max(...trimmed)).toBe(10);
    housekeeping.stop();
  });

  it('goes on where the disk has no room to trim the journal, and trims it later', async () => {
    let failing = true;
    let trims = 0;
    const told: unknown[] = [];
    const trim = (): boolean => {
      trims++;
      if (failing) throw new Error('disk full');
      return false;
    };
    const housekeeping = new Housekeeping({
      projection: { tick: () => null } as unknown as Projection,
      store: { maintain: () => false, sync: async () => Infinity } as unknown as StoreWriter,
      journal: { trim } as unknown as Journal,
      appliedThrough: () => 7,
      tell: (word) => told.push(word),
    });
    housekeeping.start();
    await jest.advanceTimersByTimeAsync(1_000);
    expect([trims, told]).toEqual([1, [{ failure: 'the journal could not be trimmed: Error: disk full' }]]);
    failing = false;
    await jest.advanceTimersByTimeAsync(2_000);
    expect(trims).toBeGreaterThan(2);
    expect(told).toHaveLength(1);
    housekeeping.stop();
  });
});
