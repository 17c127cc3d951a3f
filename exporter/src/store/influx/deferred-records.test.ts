import { describe, expect, it } from '@jest/globals';
import type { MeasurementColumns, Tags } from '../port.js';
import { DeferredRecords, type ResuppliedRecord, type Slice } from './deferred-records.js';

const tags = (partition: string): Tags => ({ workspace_id: 'w', session_id: partition });

/** A journal of records, each with so many points. */
function* journal(fromId: number, partitions: readonly string[], points: number): Generator<ResuppliedRecord> {
  for (let id = fromId; id <= partitions.length; id++) {
    const partition = partitions[id - 1]!;
    yield { id, partition, columns: (known) => [columnsOf(known, id, points)] };
  }
}

function columnsOf(known: Tags, id: number, points: number): MeasurementColumns {
  const column = new Float64Array(points);
  const shared = { milliseconds: column, nanoseconds: column, coordinates: {}, stride: 1, values: column };
  return { ...shared, measurement: 'm', tags: { ...known, record: String(id) }, from: 0, to: points, fields: [] };
}

/** Ids of the records that come back, slice by slice. */
function drain(deferred: DeferredRecords, partitions: readonly string[], points: number, wanted: number): string[][] {
  const slices: string[][] = [];
  while (!deferred.isEmpty) {
    const { columns, stored } = deferred.slice((from) => journal(from, partitions, points), wanted);
    slices.push(columns.map((some) => some.tags['record']!));
    stored();
  }
  return slices;
}

describe('records whose points were left in the journal', () => {
  it('come back once and in order, about so many points at once', () => {
    const deferred = new DeferredRecords();
    const partitions = ['a', 'b', 'a', 'b', 'a'];
    partitions.forEach((partition, index) => deferred.defer(partition, index + 1, tags(partition)));
    expect([deferred.first, deferred.last]).toEqual([1, 5]);
    expect(drain(deferred, partitions, 10, 20)).toEqual([['1', '2'], ['3', '4'], ['5']]);
    expect([deferred.first, deferred.last, deferred.isEmpty]).toEqual([Infinity, 0, true]);
  });

  it('leave out records that were never applied, were sent already, or are of other partitions', () => {
    const deferred = new DeferredRecords();
    // 1 was sent before, 3 failed to commit, 4 has no points, 6 was sent after.
    deferred.defer('a', 2, tags('a'));
    deferred.note(4);
    deferred.defer('a', 5, tags('a'));
    expect(drain(deferred, ['a', 'a', 'a', 'b', 'a', 'a'], 1, 100)).toEqual([['2', '5']]);
  });

  it('come back slice after slice before the first is stored', () => {
    const deferred = new DeferredRecords();
    const partitions = ['a', 'b', 'a', 'b', 'a', 'b'];
    const resupply = (from: number) => journal(from, partitions, 10);
    for (const id of [1, 2, 4, 5, 6]) deferred.defer(partitions[id - 1]!, id, tags(partitions[id - 1]!));
    const first = deferred.slice(resupply, 20);
    const second = deferred.slice(resupply, 20, first.through);
    const records = (slice: Slice): unknown[] => slice.columns.map((some) => some.tags['record']);
    expect([records(first), records(second)]).toEqual([
      ['1', '2'],
      ['4', '5'],
    ]);
    first.stored();
    expect([deferred.first, deferred.last]).toEqual([4, 6]);
    const third = deferred.slice(resupply, 20, second.through);
    expect(records(third)).toEqual(['6']);
    second.stored();
    third.stored();
    expect(deferred.isEmpty).toBe(true);
  });

  it('hold their partition until the last of them is stored', () => {
    const deferred = new DeferredRecords();
    deferred.defer('a', 1, tags('a'));
    deferred.defer('b', 2, tags('b'));
    const { stored } = deferred.slice((from) => journal(from, ['a', 'b', 'a'], 10), 10);
    expect([deferred.holds('a'), deferred.holds('b')]).toEqual([true, true]);
    stored();
    expect([deferred.holds('a'), deferred.holds('b')]).toEqual([false, true]);
    // More is deferred while a slice is on its way.
    const next = deferred.slice((from) => journal(from, ['a', 'b', 'b'], 10), 10);
    deferred.defer('b', 3, tags('b'));
    next.stored();
    expect([deferred.holds('b'), deferred.first]).toEqual([true, 3]);
  });

  it('do not bring back what was deleted meanwhile, but what came after', () => {
    const deferred = new DeferredRecords();
    deferred.defer('a', 1, tags('a'));
    deferred.defer('b', 2, tags('b'));
    deferred.erase('m', { session_id: ['a'] });
    deferred.defer('a', 3, tags('a'));
    expect(drain(deferred, ['a', 'b', 'a'], 1, 100)).toEqual([['2', '3']]);
  });

  it('end where the journal has no more', () => {
    const deferred = new DeferredRecords();
    deferred.defer('a', 1, tags('a'));
    expect(drain(deferred, [], 1, 1)).toEqual([[]]);
  });
});
