import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MeasurementRow } from '../port.js';
import type { OpenStore, StoreUnderTest } from './store-under-test.js';
import { DIARY, JOURNEY, point, START, SUITE_DECLARATIONS, tagsOf, TRAVELLER, valuesOf } from './store-under-test.js';

const PARTITIONS = ['ann', 'bea', 'cyd'] as const;

/** A record of a model journal: so many points of a partition, in one or two fields, a note and an entity's change. */
interface ModelRecord {
  readonly id: number;
  readonly partition: string;
  readonly first: number;
  readonly count: number;
}

function rowsOf(record: ModelRecord): MeasurementRow[] {
  const tags = tagsOf(record.partition);
  const rows: MeasurementRow[] = [];
  for (let place = 0; place < record.count; place++) {
    const number = record.first + place;
    const fields: Record<string, number> = number % 3 === 0 ? { pulse: number, thirst: -number } : { pulse: number };
    rows.push(point(tags, number, fields, { mile: number % 100 }));
  }
  const note = { measurement: DIARY.name, tags, milliseconds: START + record.id, nanoseconds: 0, coordinates: {} };
  return [...rows, { ...note, fields: { count: record.id } }];
}

/** What the port promises of recovery: nothing applied is lost or doubled when uncovered records are replayed. */
export function recoverySuite(open: OpenStore): void {
  describe('recovery', () => {
    let store: StoreUnderTest;
    beforeEach(async () => void (store = await open(SUITE_DECLARATIONS)));
    afterEach(() => store.close());

    const apply = (record: ModelRecord): void => {
      store.writer.applyRows(record.partition, record.id, rowsOf(record));
      const key = ['w', record.partition];
      store.writer.applyEntities(record.partition, record.id, [
        { kind: TRAVELLER.kind, key, fields: { age: record.id } },
      ]);
    };

    it('covers a partition by releasing it, and only that', async () => {
      apply({ id: 1, partition: 'ann', first: 0, count: 3 });
      apply({ id: 2, partition: 'bea', first: 0, count: 3 });
      apply({ id: 3, partition: 'ann', first: 3, count: 3 });
      expect(store.writer.oldestUncovered()).toBe(1);
      store.writer.release('ann');
      await store.written();
      expect(store.writer.coveredThrough('ann')).toBe(3);
      expect(store.writer.coveredThrough('bea')).toBe(0);
      expect(store.writer.oldestUncovered()).toBe(2);
      store.writer.release('bea');
      await store.written();
      expect(store.writer.oldestUncovered()).toBe(Infinity);
      expect(store.writer.coveredThrough('nobody')).toBe(0);
    });

    it('holds a record without rows, too, until its partition is persistent', async () => {
      store.writer.applyRows('ann', 7, []);
      expect(store.writer.oldestUncovered()).toBe(7);
      store.writer.release('ann');
      await store.written();
      expect(store.writer.coveredThrough('ann')).toBe(7);
    });

    it('persists a partition when a series has grown, without being told which', async () => {
      apply({ id: 1, partition: 'bea', first: 0, count: 1 });
      apply({ id: 2, partition: 'ann', first: 0, count: 2_000 });
      while (store.writer.maintain(5));
      await store.written();
      expect(store.writer.coveredThrough('ann')).toBe(2);
    });

    it('loses and doubles nothing over any sequence of records, persists, closings and crashes', async () => {
      const action = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({
            do: fc.constant('apply' as const),
            partition: fc.constantFrom(...PARTITIONS),
            count: fc.oneof(fc.nat(5), fc.nat(900)),
          }),
        },
        { weight: 2, arbitrary: fc.record({ do: fc.constant('maintain' as const) }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
        {
          weight: 1,
          arbitrary: fc.record({ do: fc.constant('release' as const), partition: fc.constantFrom(...PARTITIONS) }),
        },
        { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close' as const, 'crash' as const) }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
      );
      await fc.assert(
        fc
          .asyncProperty(fc.array(action, { minLength: 5, maxLength: 30 }), async (actions) => {
            const records: ModelRecord[] = [];
            for (const step of actions) {
              if (step.do === 'apply') {
                const before = records.filter((record) => record.partition === step.partition).at(-1);
                const first = before ? before.first + before.count : 0;
                const record = { id: records.length + 1, partition: step.partition, first, count: step.count };
                records.push(record);
                apply(record);
              } else if (step.do === 'maintain') store.writer.maintain(1);
              else if (step.do === 'settle') store.writer.settle();
              else if (step.do === 'release') store.writer.release(step.partition);
              else if (step.do === 'read') await compare(records);
              else await reopen(step.do, records);
            }
            await reopen('crash', records);
            await compare(records);
          })
          .afterEach(async () => {
            await store.close();
            store = await open(SUITE_DECLARATIONS);
          }),
        { numRuns: 25 },
      );
    }, 120_000);

    async function reopen(how: 'close' | 'crash', records: readonly ModelRecord[]): Promise<void> {
      // What oldestUncovered lets go of is gone: as the journal trims.
      const oldest = how === 'crash' ? store.writer.oldestUncovered() : 1;
      store = await store.reopen(how);
      for (const record of records) {
        if (record.id < oldest && how === 'crash') {
          expect(record.id).toBeLessThanOrEqual(store.writer.coveredThrough(record.partition));
        }
        if (how === 'close') expect(store.writer.coveredThrough(record.partition)).toBeGreaterThanOrEqual(record.id);
        if (record.id > store.writer.coveredThrough(record.partition)) apply(record);
      }
    }

    async function compare(records: readonly ModelRecord[]): Promise<void> {
      for (const partition of PARTITIONS) {
        const own = records.filter((record) => record.partition === partition);
        const count = own.reduce((sum, record) => sum + record.count, 0);
        const tags = { workspace_id: ['w'], traveller: [partition] };
        const series = await store.reader.series({ measurement: JOURNEY.name, tags });
        const numbers = Array.from({ length: count }, (_, index) => index);
        const field = (name: string) => valuesOf(series.find((one) => one.field === name));
        expect(field('pulse')).toEqual(numbers);
        expect(field('thirst').map(Math.abs)).toEqual(numbers.filter((number) => number % 3 === 0));
        const notes = await store.reader.rows({ measurement: DIARY.name, tags, limit: 1_000 });
        expect(notes.map((row) => row.fields['count'])).toEqual(own.map((record) => record.id).reverse());
        const entity = await store.reader.entity(TRAVELLER.kind, ['w', partition]);
        expect(entity?.['age']).toBe(own.at(-1)?.id);
      }
    }
  });
}
