import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Replacement, Tags } from '../port.js';
import type { OpenStore, StoreUnderTest } from './store-under-test.js';
import {
  DIARY,
  JOURNEY,
  point,
  points,
  START,
  SUITE_DECLARATIONS,
  tagsOf,
  TRAVELLER,
  valuesOf,
} from './store-under-test.js';

const TRAVELLERS = ['ann', 'bea'] as const;

/** Everything of a traveller. */
function everythingOf(traveller: string): Replacement {
  const tags = { workspace_id: 'w', traveller };
  return {
    rows: [JOURNEY, DIARY].map(({ name }) => ({ measurement: name, tags })),
    entities: [{ kind: TRAVELLER.kind, key: ['w', traveller] }],
  };
}

/** What the port promises of deletions that a journal record asks for. */
export function deletionSuite(open: OpenStore): void {
  describe('deletion', () => {
    let store: StoreUnderTest;
    beforeEach(async () => void (store = await open(SUITE_DECLARATIONS)));
    afterEach(() => store.close());

    const apply = (traveller: string, record: number, from: number, to: number, extra: Record<string, string> = {}) => {
      const tags = tagsOf(traveller, extra);
      store.writer.applyRows(traveller, record, [...points(tags, from, to, (mile) => mile), note(tags, record)]);
      const change = { kind: TRAVELLER.kind, key: ['w', traveller], fields: { age: record } };
      store.writer.applyEntities(traveller, record, [change]);
    };
    const note = (tags: Tags, count: number) => ({
      ...{ measurement: DIARY.name, tags, milliseconds: START + count, nanoseconds: 0, coordinates: {} },
      fields: { count },
    });
    const seen = async (traveller: string) => {
      const tags = { workspace_id: ['w'], traveller: [traveller] };
      store.writer.settle();
      const series = await store.reader.series({ measurement: JOURNEY.name, tags });
      const rows = await store.reader.rows({ measurement: DIARY.name, tags, limit: 1_000 });
      const condition = { field: 'traveller_id', operator: '=', value: traveller } as const;
      const sort = { field: 'age', descending: false };
      const list = await store.reader.entities({ kind: TRAVELLER.kind, conditions: [condition], sort, limit: 9 });
      return {
        values: series.flatMap(valuesOf),
        names: (await store.reader.seriesNames(JOURNEY.name, tags)).length,
        notes: rows.map((row) => row.fields['count']),
        listed: list.items.map((item) => item['age']),
        entity: (await store.reader.entity(TRAVELLER.kind, ['w', traveller]))?.['age'],
        known: (await store.writer.entity(TRAVELLER.kind, ['w', traveller]))?.['age'],
      };
    };
    const NOTHING = { values: [], names: 0, notes: [], listed: [], entity: undefined, known: undefined };
    const finishRemoving = async () => {
      while (store.writer.removing > 0) {
        store.writer.maintain(5);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };

    it.each(['in memory', 'persistent', 'both'])(
      'hides at once all that a partition has, and nothing else (%s)',
      async (where) => {
        apply('ann', 1, 0, 1_500);
        apply('ann', 2, 0, 10, { leg: 'left', 'label.shoe': 'red' });
        apply('bea', 3, 0, 700);
        if (where !== 'in memory') for (const traveller of TRAVELLERS) store.writer.release(traveller);
        if (where === 'both') apply('ann', 4, 1_500, 1_600);
        void store.writer.replace('ann', 5, everythingOf('ann'));
        const bea = { notes: [3], listed: [3], entity: 3, known: 3, names: 1 };
        expect(await seen('ann')).toEqual(NOTHING);
        expect(await seen('bea')).toMatchObject(bea);
        await finishRemoving();
        await store.written();
        expect(await seen('ann')).toEqual(NOTHING);
        expect((await seen('bea')).values).toHaveLength(700);
        store = await store.reopen('close');
        expect(await seen('ann')).toEqual(NOTHING);
        expect(await seen('bea')).toMatchObject(bea);
      },
    );

    it('keeps what comes afterwards with the same tags, while what was before is being removed', async () => {
      apply('ann', 1, 0, 5_000);
      store.writer.release('ann');
      const done = store.writer.replace('ann', 2, everythingOf('ann'));
      apply('ann', 3, 7_000, 7_003);
      const again = { values: [7_000, 7_001, 7_002], names: 1, notes: [3], listed: [3], entity: 3, known: 3 };
      expect(await seen('ann')).toEqual(again);
      store.writer.release('ann');
      expect(await seen('ann')).toEqual(again);
      await done;
      // The crash may come before it has ended.
      store.writer.replace('ann', 4, everythingOf('ann')).catch(() => {});
      apply('ann', 5, 8_000, 8_001);
      store.writer.release('ann');
      await finishRemoving();
      await store.written();
      store = await store.reopen('crash');
      expect(await seen('ann')).toEqual({ values: [8_000], names: 1, notes: [5], listed: [5], entity: 5, known: 5 });
    });

    it('carries on after a restart', async () => {
      apply('ann', 1, 0, 60_000);
      apply('bea', 2, 0, 100);
      for (const traveller of TRAVELLERS) store.writer.release(traveller);
      await store.written();
      await store.writer.replace('ann', 3, everythingOf('ann'));
      for (const how of ['crash', 'close', 'crash'] as const) {
        store.writer.maintain(1);
        store = await store.reopen(how);
        expect(await seen('ann')).toEqual(NOTHING);
        expect(store.writer.coveredThrough('ann')).toBe(3);
      }
      await finishRemoving();
      expect(store.writer.removing).toBe(0);
      expect((await seen('bea')).values).toHaveLength(100);
    });

    it('covers the record with the deletion, so that no replay brings anything back', async () => {
      apply('ann', 1, 0, 10);
      store.writer.release('ann');
      apply('ann', 2, 10, 20);
      await store.writer.replace('ann', 3, everythingOf('ann'));
      expect(store.writer.coveredThrough('ann')).toBe(3);
      expect(store.writer.oldestUncovered()).toBe(Infinity);
    });

    it('makes changes first, and tells of them in the same step', async () => {
      apply('ann', 1, 0, 10);
      await store.writer.replace('ann', 2, {
        rows: [{ measurement: JOURNEY.name, tags: { workspace_id: 'w', traveller: 'ann' } }],
        entities: [],
        changes: [{ kind: TRAVELLER.kind, key: ['w', 'ann'], fields: { name: 'without a journey' } }],
      });
      store = await store.reopen('crash');
      expect(await seen('ann')).toMatchObject({ values: [], notes: [1], entity: 1 });
      expect(await store.reader.entity(TRAVELLER.kind, ['w', 'ann'])).toMatchObject({ name: 'without a journey' });
    });

    it('agrees with a model over any sequence of records, deletions, persists and crashes', async () => {
      const traveller = fc.constantFrom(...TRAVELLERS);
      const action = fc.oneof(
        { weight: 5, arbitrary: fc.record({ do: fc.constant('apply' as const), traveller, count: fc.nat(700) }) },
        { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), traveller }) },
        { weight: 2, arbitrary: fc.record({ do: fc.constant('maintain' as const) }) },
        { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), traveller }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close' as const, 'crash' as const) }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
      );
      type Step = { traveller: string; id: number } & (
        { deleted: true } | { deleted: false; from: number; to: number }
      );
      await fc.assert(
        fc
          .asyncProperty(fc.array(action, { minLength: 4, maxLength: 25 }), async (actions) => {
            // One that stays: influxd 1.6.7 loses sight of a measurement whose other series were all deleted once, those
            // that came back included, until one of them is written again.
            const journal: Step[] = [{ traveller: 'cyd', id: 1, deleted: false, from: 0, to: 1 }];
            let mile = 1;
            const run = async (step: Step): Promise<void> => {
              if (step.deleted) await store.writer.replace(step.traveller, step.id, everythingOf(step.traveller));
              else apply(step.traveller, step.id, step.from, step.to);
            };
            const compare = async (): Promise<void> => {
              for (const name of TRAVELLERS) {
                const own = journal.filter((step) => step.traveller === name);
                const since = own.slice(own.findLastIndex((step) => step.deleted) + 1);
                const values = since.flatMap((step) =>
                  step.deleted ? [] : Array.from({ length: step.to - step.from }, (_, index) => step.from + index),
                );
                const found = await seen(name);
                expect(found.values).toEqual(values);
                expect(found.notes).toEqual(since.map(({ id }) => id).reverse());
                expect(found.entity).toBe(since.at(-1)?.id);
              }
            };
            const reopen = async (how: 'close' | 'crash'): Promise<void> => {
              store = await store.reopen(how);
              for (const step of journal) if (step.id > store.writer.coveredThrough(step.traveller)) await run(step);
            };
            await run(journal[0]!);
            for (const step of actions) {
              const id = journal.length + 1;
              if (step.do === 'apply') {
                journal.push({ traveller: step.traveller, id, deleted: false, from: mile, to: mile + step.count });
                mile += step.count;
                await run(journal.at(-1)!);
              } else if (step.do === 'delete') {
                journal.push({ traveller: step.traveller, id, deleted: true });
                await run(journal.at(-1)!);
              } else if (step.do === 'maintain') store.writer.maintain(1);
              else if (step.do === 'release') store.writer.release(step.traveller);
              else if (step.do === 'read') await compare();
              else await reopen(step.do);
            }
            await compare();
            await reopen('crash');
            await compare();
          })
          .afterEach(async () => {
            await store.close();
            store = await open(SUITE_DECLARATIONS);
          }),
        { numRuns: 25 },
      );
    }, 120_000);

    it('takes the first parts of a key for all entities that begin so, waiting ones included', async () => {
      for (const [index, traveller] of ['ann', 'bea', 'cyd'].entries()) apply(traveller, index + 1, 0, 1);
      store.writer.applyEntities('dot', 4, [{ kind: TRAVELLER.kind, key: ['v', 'dot'], fields: { age: 4 } }]);
      for (const traveller of ['ann', 'dot']) store.writer.release(traveller);
      await store.writer.replace('all', 5, { rows: [], entities: [{ kind: TRAVELLER.kind, key: ['w'] }] });
      store.writer.settle();
      const sort = { field: 'age', descending: false };
      const { items } = await store.reader.entities({ kind: TRAVELLER.kind, conditions: [], sort, limit: 9 });
      expect(items.map((item) => item['traveller_id'])).toEqual(['dot']);
      expect(await store.writer.entity(TRAVELLER.kind, ['w', 'bea'])).toBeUndefined();
    });

    it('takes any tags, those of labels included', async () => {
      const tagSets = [tagsOf('ann'), tagsOf('ann', { 'label.shoe': 'red' }), tagsOf('ann', { 'label.shoe': 'blue' })];
      tagSets.forEach((tags, index) => store.writer.applyRows('ann', index + 1, [point(tags, 1, { pulse: index })]));
      store.writer.release('ann');
      const tags = { workspace_id: 'w', 'label.shoe': 'red' };
      await store.writer.replace('ann', 4, { rows: [{ measurement: JOURNEY.name, tags }], entities: [] });
      await finishRemoving();
      expect((await seen('ann')).values.sort()).toEqual([0, 2]);
    });
  });
}
