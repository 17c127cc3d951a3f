import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ENTITY_LAG_MILLISECONDS, type EntityCondition, type EntityList } from '../port.js';
import type { OpenStore, StoreUnderTest } from './store-under-test.js';
import { SUITE_DECLARATIONS, TRAVELLER } from './store-under-test.js';

const KIND = TRAVELLER.kind;
const BY_AGE = { field: 'age', descending: false };

/** What the port promises of entities. */
export function entitiesSuite(open: OpenStore): void {
  describe('entities', () => {
    let store: StoreUnderTest;
    beforeEach(async () => void (store = await open(SUITE_DECLARATIONS)));
    afterEach(() => store.close());

    let record = 0;
    const change = (id: string, fields: Record<string, unknown>): void =>
      store.writer.applyEntities(id, ++record, [{ kind: KIND, key: ['w', id], fields }]);
    const list = async (others: Partial<EntityList> = {}) => {
      store.writer.settle();
      return store.reader.entities({ kind: KIND, conditions: [], sort: BY_AGE, limit: 100, ...others });
    };
    const ids = async (...conditions: EntityList['conditions'][number][]) =>
      (await list({ conditions, sort: { field: 'traveller_id', descending: false } })).items.map(
        (item) => item['traveller_id'],
      );

    it('gives a single entity as last changed, other fields kept', async () => {
      change('ann', { name: 'Ann', age: 30, ready: false, luggage: { bags: [1, { 'a.b': null }] } });
      change('ann', { age: 31 });
      const expected = {
        workspace_id: 'w',
        traveller_id: 'ann',
        name: 'Ann',
        age: 31,
        ready: false,
        luggage: { bags: [1, { 'a.b': null }] },
      };
      expect(await store.writer.entity(KIND, ['w', 'ann'])).toEqual(expected);
      expect(await store.reader.entity(KIND, ['w', 'ann'])).toEqual(expected);
      store.writer.settle(['ann']);
      expect(await store.reader.entity(KIND, ['w', 'ann'])).toEqual(expected);
      store = await store.reopen('close');
      expect(await store.writer.entity(KIND, ['w', 'ann'])).toEqual(expected);
      expect(await store.reader.entity(KIND, ['w', 'ann'])).toEqual(expected);
      expect(await store.reader.entity(KIND, ['v', 'ann'])).toBeUndefined();
      expect(await store.writer.entity(KIND, ['w', 'bea'])).toBeUndefined();
    });

    it('keeps what was said, not what the object says later', async () => {
      const luggage = { bags: 1 };
      change('ann', { luggage });
      luggage.bags = 2;
      expect((await list()).items[0]!['luggage']).toEqual({ bags: 1 });
    });

    it('shows changes in lists within the lag, without being asked to settle', async () => {
      change('ann', { age: 1 });
      const until = Date.now() + ENTITY_LAG_MILLISECONDS;
      let total = 0;
      while (total === 0 && Date.now() < until) {
        store.writer.maintain(5);
        await new Promise((resolve) => setTimeout(resolve, 50));
        total = (await store.reader.entities({ kind: KIND, conditions: [], sort: BY_AGE, limit: 1 })).total;
      }
      expect(total).toBe(1);
    });

    it('deletes an entity, waiting changes included', async () => {
      change('ann', { age: 1 });
      store.writer.settle();
      change('ann', { age: 2 });
      store.writer.deleteEntity(KIND, ['w', 'ann']);
      expect((await list()).total).toBe(0);
      expect(await store.writer.entity(KIND, ['w', 'ann'])).toBeUndefined();
      expect(await store.reader.entity(KIND, ['w', 'ann'])).toBeUndefined();
    });

    const is = (
      field: string,
      operator: EntityCondition['operator'],
      value: EntityCondition['value'],
      path?: string[],
    ) => ({ field, operator, value, path }) as EntityCondition;
    const cases: [string, EntityList['conditions'], string[]][] = [
      ['equal', [is('name', '=', 'Ann')], ['ann']],
      ['equal, a boolean', [is('ready', '=', true)], ['ann']],
      ['unequal leaves missing values out', [is('name', '!=', 'Ann')], ['bea', 'cyd']],
      ['missing', [is('age', '=', null)], ['dot']],
      ['not missing', [is('age', '!=', null)], ['ann', 'bea', 'cyd']],
      ['less', [is('age', '<', 30)], ['bea']],
      ['at least', [is('age', '>=', 30)], ['ann', 'cyd']],
      ['texts compare as texts', [is('name', '>', 'B')], ['bea', 'cyd']],
      ['a number is not compared with a text', [is('name', '>', 0)], []],
      ['in', [is('traveller_id', 'in', ['ann', 'dot', 'eve'])], ['ann', 'dot']],
      ['in nothing', [is('traveller_id', 'in', [])], []],
      ['contains, case-insensitive in any script', [is('name', 'contains', 'ÖRG')], ['cyd']],
      ['contains takes no wildcards', [is('name', 'contains', '%')], []],
      ['all must hold', [is('age', '>', 0), is('ready', '=', false)], ['bea']],
      ['one of a list must hold', [[is('name', '=', 'Ann'), is('age', '=', 40)], is('age', '>', 0)], ['ann', 'cyd']],
      ['a path', [is('luggage', '=', 2, ['bags', 'red.one'])], ['ann']],
      ['a path with quotes', [is('luggage', '>', 2, ['bags', `a"b\\'c`])], ['bea']],
      ['a path to a boolean', [is('luggage', '=', true, ['light'])], ['bea']],
      ['a path to nothing', [is('luggage', '!=', null, ['no', 'such'])], []],
    ];
    it.each(cases)('finds by condition: %s', async (_, conditions, expected) => {
      change('ann', { name: 'Ann', age: 30, ready: true, luggage: { bags: { 'red.one': 2 } } });
      change('bea', { name: 'Bea', age: 20, ready: false, luggage: { bags: { [`a"b\\'c`]: 3 }, light: true } });
      change('cyd', { name: 'Jörgen', age: 40 });
      change('dot', {});
      expect(await ids(...conditions)).toEqual(expected);
    });

    it('follows any path name, and no value can become code', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
          fc.string(),
          async (path, value) => {
            fc.pre(!path.includes('__proto__'));
            const luggage = path.reduceRight<unknown>((inner, name) => ({ [name]: inner, other: 1 }), value);
            change('ann', { luggage, name: value });
            expect(await ids(is('luggage', '=', value, path), is('name', '=', value))).toEqual(['ann']);
            expect(await ids(is('luggage', '=', `${value}x`, path))).toEqual([]);
          },
        ),
        { numRuns: 40 },
      );
    });

    it('looks at alternatives where a path leads to nothing', async () => {
      change('ann', { luggage: { bag: 3, case: 9 } });
      change('bea', { luggage: { bag: null, case: 1 } });
      change('cyd', { luggage: { case: 2 } });
      change('dot', { luggage: {} });
      const place = { field: 'luggage', path: ['bag'], alternatives: [['case']] };
      const sorted = async (descending: boolean) =>
        (await list({ sort: { ...place, descending } })).items.map((item) => item['traveller_id']);
      expect(await sorted(false)).toEqual(['bea', 'cyd', 'ann', 'dot']);
      expect(await sorted(true)).toEqual(['ann', 'cyd', 'bea', 'dot']);
      expect(await ids({ ...place, operator: '<', value: 3 })).toEqual(['bea', 'cyd']);
      expect(await ids({ ...place, operator: '!=', value: 3 })).toEqual(['bea', 'cyd']);
      const { next_cursor } = await list({ limit: 1, sort: { ...place, descending: false } });
      const other = list({ sort: { field: 'luggage', path: ['bag'], descending: false }, cursor: next_cursor! });
      await expect(other).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('counts values within a json field by what they are', async () => {
      const weights = [true, 1, '1', 'x', 'x', null, undefined, { inner: 1 }];
      weights.forEach((weight, index) => change(`p${index}`, { luggage: { weight } }));
      store.writer.settle();
      const counts = await store.reader.countEntities(KIND, [], [{ field: 'luggage', path: ['weight'] }]);
      const values = counts.filter(({ group }) => group[0] !== null);
      expect(values[0]).toEqual({ group: ['x'], count: 2, maximum: null });
      expect(new Set(values.map(({ group }) => group[0]))).toEqual(new Set(['x', true, 1, '1']));
    });

    it('pages through any order without doubles or gaps, ties and missing values included', async () => {
      const person = fc.record({
        age: fc.option(fc.constantFrom(-1.5, 0, 3, 3, 7, Infinity), { nil: null }),
        weight: fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b')), { nil: undefined }),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(person, { maxLength: 12 }),
          fc.boolean(),
          fc.boolean(),
          fc.integer({ min: 1, max: 5 }),
          async (people, descending, byPath, limit) => {
            const before = await list({ sort: { field: 'traveller_id', descending: false } });
            for (const item of before.items) store.writer.deleteEntity(KIND, ['w', item['traveller_id'] as string]);
            people.forEach(({ age, weight }, index) => change(`p${index}`, { age, luggage: { weight } }));
            const sort = byPath ? { field: 'luggage', path: ['weight'], descending } : { field: 'age', descending };
            const all = (await list({ sort, limit: 100 })).items.map((item) => item['traveller_id']);
            const paged: unknown[] = [];
            let cursor: string | null | undefined;
            do {
              const page = await list({ sort, limit, fields: ['name'], ...(cursor ? { cursor } : {}) });
              expect(page.total).toBe(people.length);
              expect(Object.keys(page.items[0] ?? {})).toEqual(
                page.items.length ? ['workspace_id', 'traveller_id', 'name'] : [],
              );
              paged.push(...page.items.map((item) => item['traveller_id']));
              cursor = page.next_cursor;
            } while (cursor !== null);
            expect(paged).toEqual(all);
            if (byPath) return;
            const known = people.map(({ age }, index) => ({ age, id: `p${index}` })).filter(({ age }) => age !== null);
            known.sort((a, b) => (descending ? b.age! - a.age! || 0 : a.age! - b.age! || 0) || (a.id < b.id ? -1 : 1));
            expect(all.slice(0, known.length)).toEqual(known.map(({ id }) => id));
          },
        ),
        { numRuns: 25 },
      );
    });

    it('refuses a cursor of another list', async () => {
      for (const id of ['ann', 'bea', 'cyd']) change(id, { age: 1 });
      const { next_cursor } = await list({ limit: 1 });
      const wrong = list({ limit: 1, sort: { field: 'name', descending: false }, cursor: next_cursor! });
      await expect(wrong).rejects.toMatchObject({ name: 'ContractError', code: 'invalid_request' });
      await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({ name: 'ContractError' });
    });

    it('counts combinations of values, the most frequent first', async () => {
      change('ann', { name: 'x', age: 3 });
      change('bea', { name: 'x', age: 5 });
      change('cyd', { name: 'y', age: 4 });
      change('dot', {});
      store.writer.settle();
      expect(await store.reader.countEntities(KIND, [], ['name'], { maximumOf: 'age' })).toEqual([
        { group: ['x'], count: 2, maximum: 5 },
        { group: [null], count: 1, maximum: null },
        { group: ['y'], count: 1, maximum: 4 },
      ]);
      expect(await store.reader.countEntities(KIND, [], ['name'], { limit: 1 })).toHaveLength(1);
      const adults: EntityCondition[] = [{ field: 'age', operator: '>', value: 3 }];
      expect(await store.reader.countEntities(KIND, adults, [])).toEqual([{ group: [], count: 2, maximum: null }]);
    });
  });
}
