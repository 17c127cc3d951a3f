import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gridOf } from '../../analytics/grid.js';
import { reduceCurve } from '../../analytics/reduce-curve.js';
import type { OpenStore, StoreUnderTest } from './store-under-test.js';
import {
  coordinateOf,
  JOURNEY,
  point,
  points,
  START,
  SUITE_DECLARATIONS,
  tagsOf,
  valuesOf,
} from './store-under-test.js';

/** What the port promises of `series` measurements. */
export function seriesSuite(open: OpenStore): void {
  describe('series', () => {
    let store: StoreUnderTest;
    beforeEach(async () => void (store = await open(SUITE_DECLARATIONS)));
    afterEach(() => store.close());
    const ann = tagsOf('ann');
    const ofAnn = { workspace_id: ['w'], traveller: ['ann'] };

    it('shows points as soon as they are applied', async () => {
      store.writer.applyRows('ann', 1, [point(ann, 1, { pulse: 60 }, { mile: 3, height: 7.5 })]);
      const [series] = await store.reader.series({ measurement: JOURNEY.name, tags: ofAnn });
      expect(series).toMatchObject({ tags: ann, field: 'pulse', total: 1 });
      expect(Array.from(series!.milliseconds)).toEqual([START + 1_000]);
      expect(valuesOf(series)).toEqual([60]);
      expect(coordinateOf(series, 'mile')).toEqual([3]);
      expect(coordinateOf(series, 'height')).toEqual([7.5]);
    });

    it.each(['in memory', 'persistent'])('takes parts of columns as it takes rows (%s)', async (where) => {
      const rows = points(ann, 0, 1_200, (mile) => mile / 3);
      const column = (of: (mile: number) => number): Float64Array => Float64Array.from(rows, (_, mile) => of(mile));
      const columns = {
        measurement: JOURNEY.name,
        tags: tagsOf('bea'),
        milliseconds: Float64Array.from(rows, (row) => row.milliseconds),
        nanoseconds: column(() => 0),
        coordinates: { mile: column((mile) => mile) },
        // Two fields beside each other, of which the second is the one that is taken.
        fields: [{ name: 'pulse', first: 1 }],
        stride: 2,
        values: Float64Array.from(rows.flatMap((_, mile) => [-1, mile / 3])),
      };
      store.writer.applyRows('ann', 1, rows);
      store.writer.applyColumns('bea', 2, [{ ...columns, from: 0, to: 700 }]);
      store.writer.applyColumns('bea', 3, [
        { ...columns, from: 700, to: 1_200, fields: [{ name: 'pulse', first: 1_401 }] },
      ]);
      if (where === 'persistent') store = await store.reopen('close');
      const read = async (traveller: string) => {
        const tags = { workspace_id: ['w'], traveller: [traveller] };
        const [series] = await store.reader.series({ measurement: JOURNEY.name, tags });
        const { mile, height } = { mile: coordinateOf(series, 'mile'), height: coordinateOf(series, 'height') };
        return { values: valuesOf(series), times: Array.from(series!.milliseconds), mile, height };
      };
      expect(await read('bea')).toEqual(await read('ann'));
    });

    it.each(['in memory', 'persistent'])(
      'keeps every number as it is, missing coordinates as NaN (%s)',
      async (where) => {
        const values = [NaN, Infinity, -Infinity, -0, 0.1, Number.MAX_VALUE, Number.MIN_VALUE, -1e-300];
        const rows = values.map((value, index) => point(ann, index, { odd: value }, index % 2 ? { mile: index } : {}));
        store.writer.applyRows('ann', 1, rows);
        if (where === 'persistent') store = await store.reopen('close');
        const [series] = await store.reader.series({ measurement: JOURNEY.name, tags: ofAnn });
        expect(valuesOf(series)).toEqual(values);
        expect(coordinateOf(series, 'mile')).toEqual([NaN, 1, NaN, 3, NaN, 5, NaN, 7]);
      },
    );

    it('keeps field names that look like code', async () => {
      const names = ['constructor', "a'; DROP TABLE blocks; --", 'a.b["c"]', 'ü\\"', ' '];
      store.writer.applyRows('ann', 1, [point(ann, 1, Object.fromEntries(names.map((name, index) => [name, index])))]);
      store = await store.reopen('close');
      const found = await store.reader.series({ measurement: JOURNEY.name, tags: ofAnn });
      expect(found.map((series) => series.field).sort()).toEqual([...names].sort());
    });

    it('tells series apart by every tag, labels included', async () => {
      const tagSets = [ann, tagsOf('ann', { leg: '1' }), tagsOf('ann', { 'label.shoe': 'left' }), tagsOf('bea')];
      tagSets.forEach((tags, index) =>
        store.writer.applyRows(tags['traveller']!, index + 1, [point(tags, 1, { pulse: index })]),
      );
      const read = async (tags: Record<string, string[]>) =>
        (await store.reader.series({ measurement: JOURNEY.name, tags })).map((series) => valuesOf(series)[0]).sort();
      for (const round of ['in memory', 'persistent']) {
        expect([round, await read({ workspace_id: ['w'] })]).toEqual([round, [0, 1, 2, 3]]);
        expect([round, await read(ofAnn)]).toEqual([round, [0, 1, 2]]);
        expect([round, await read({ ...ofAnn, 'label.shoe': ['left'] })]).toEqual([round, [2]]);
        expect([round, await read({ workspace_id: ['w'], leg: ['1', '2'] })]).toEqual([round, [1]]);
        expect([round, await read({ workspace_id: ['w'], traveller: ['ann', 'bea'] })]).toEqual([round, [0, 1, 2, 3]]);
        expect([round, await read({ workspace_id: ['other'] })]).toEqual([round, []]);
        store = await store.reopen('close');
      }
    });

    it('names the series that exist, whether in memory or not', async () => {
      store.writer.applyRows('ann', 1, [point(ann, 1, { pulse: 1 })]);
      store.writer.release('ann');
      store.writer.applyRows('ann', 2, [point(ann, 2, { pulse: 1, thirst: 2 })]);
      store.writer.applyRows('bea', 3, [point(tagsOf('bea'), 2, { hunger: 2 })]);
      const names = await store.reader.seriesNames(JOURNEY.name, ofAnn);
      expect(names.map((name) => name.field).sort()).toEqual(['pulse', 'thirst']);
      expect(names[0]!.tags).toEqual(ann);
      expect(await store.reader.seriesNames(JOURNEY.name, { workspace_id: ['w'] })).toHaveLength(3);
    });

    it('answers only the fields that were asked for', async () => {
      store.writer.applyRows('ann', 1, [point(ann, 1, { pulse: 1, thirst: 2, hunger: 3 })]);
      const found = await store.reader.series({ measurement: JOURNEY.name, tags: ofAnn, fields: ['thirst', 'none'] });
      expect(found.map((series) => [series.field, ...valuesOf(series)])).toEqual([['thirst', 2]]);
    });

    it.each(['in memory', 'persistent'])(
      'reads ranges of time and of a coordinate, both ends included (%s)',
      async (where) => {
        store.writer.applyRows(
          'ann',
          1,
          points(ann, 0, 3_000, (mile) => mile),
        );
        store.writer.applyRows('ann', 2, [point(ann, 3_000, { pulse: -1 }, { height: 1 })]);
        if (where === 'persistent') store.writer.release('ann');
        const read = async (axis: string, from?: number, to?: number) => {
          const range = { axis, from, to };
          const [series] = await store.reader.series({ measurement: JOURNEY.name, tags: ofAnn, range });
          const values = valuesOf(series);
          return [values.length, series?.total ?? 0, values[0], values.at(-1)];
        };
        expect(await read('mile', 1_000, 2_000)).toEqual([1_001, 1_001, 1_000, 2_000]);
        expect(await read('mile', 2_999)).toEqual([1, 1, 2_999, 2_999]);
        expect(await read('time', undefined, START + 4_500)).toEqual([5, 5, 0, 4]);
        expect(await read('time', START + 2_999_000)).toEqual([2, 2, 2_999, -1]);
        expect(await read('mile', 5_000, 6_000)).toEqual([0, 0, undefined, undefined]);
      },
    );

    it('orders a range along its axis, equals by arrival', async () => {
      const miles = [5, 1, 3, 1, 9, 3];
      store.writer.applyRows(
        'ann',
        1,
        miles.map((mile, index) => point(ann, index, { pulse: index }, { mile })),
      );
      const read = { measurement: JOURNEY.name, tags: ofAnn, range: { axis: 'mile', from: 1, to: 5 } };
      expect(valuesOf((await store.reader.series(read))[0])).toEqual([1, 3, 2, 5, 0]);
    });

    it.each(['in memory', 'persistent', 'both'])(
      'reduces to about the points asked for and keeps extremes and NaN (%s)',
      async (where) => {
        const value = (mile: number): number =>
          mile === 17_000 ? NaN : mile === 4_321 ? 1e6 : mile === 4_322 ? -1e6 : mile % 10;
        store.writer.applyRows('ann', 1, points(ann, 0, 15_000, value));
        if (where === 'both') store.writer.release('ann');
        store.writer.applyRows('ann', 2, points(ann, 15_000, 20_000, value));
        if (where === 'persistent') store.writer.release('ann');
        for (const axis of ['mile', 'time']) {
          const read = { measurement: JOURNEY.name, tags: ofAnn, reduce: { axis, points: 100 } };
          const [series] = await store.reader.series(read);
          const miles = coordinateOf(series, 'mile');
          expect(series!.total).toBe(20_000);
          expect(miles.length).toBeGreaterThan(60);
          expect(miles.length).toBeLessThan(130);
          expect(miles).toEqual([...miles].sort((a, b) => a - b));
          for (const mile of [0, 4_321, 4_322, 17_000, 19_999]) expect(miles).toContain(mile);
          expect(valuesOf(series)).toEqual(miles.map(value));
        }
      },
    );

    it('does not reduce what is small enough, also when a range has made it so', async () => {
      store.writer.applyRows(
        'ann',
        1,
        points(ann, 0, 5_000, (mile) => mile),
      );
      store.writer.release('ann');
      const read = { measurement: JOURNEY.name, tags: ofAnn, reduce: { axis: 'mile', points: 1_000 } };
      const [series] = await store.reader.series({ ...read, range: { axis: 'mile', from: 100, to: 1_099 } });
      expect(valuesOf(series)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 100));
      const [other] = await store.reader.series({ ...read, range: { axis: 'time', to: START + 9_000 } });
      expect(valuesOf(other)).toHaveLength(10);
    });

    it('reduces and averages alike while a series grows and is read again and again', async () => {
      const value = (mile: number): number => (mile % 997 === 0 ? NaN : Math.sin(mile) * (1 + (mile % 13)));
      const all = (to: number) => Array.from({ length: to }, (_, mile) => ({ mile, value: value(mile) }));
      let applied = 0;
      for (let record = 1; record <= 24; record++) {
        const to = applied + 100 + record * 60;
        store.writer.applyRows('ann', record, points(ann, applied, to, value));
        applied = to;
        if (record % 3 !== 0) store.writer.release('ann');
        const range = record % 4 === 0 ? { axis: 'mile', from: 333, to: applied - 444 } : undefined;
        const inside = all(applied).filter(({ mile }) => mile >= (range?.from ?? 0) && mile <= (range?.to ?? applied));
        const what = { measurement: JOURNEY.name, tags: ofAnn, ...(range && { range }) };
        for (const wanted of [80, 200]) {
          const [series] = await store.reader.series({ ...what, reduce: { axis: 'mile', points: wanted } });
          expect(series!.total).toBe(inside.length);
          const miles = coordinateOf(series, 'mile');
          if (inside.length <= wanted) {
            expect(miles).toEqual(inside.map(({ mile }) => mile));
            continue;
          }
          const grid = gridOf(inside[0]!.mile, inside.at(-1)!.mile, wanted / 4);
          const places = Float64Array.from(inside, ({ mile }) => mile);
          const kept = reduceCurve(
            places,
            Float64Array.from(inside, (point) => point.value),
            grid,
          );
          expect(miles).toEqual(Array.from(kept, (index) => inside[index]!.mile));
          expect(valuesOf(series)).toEqual(miles.map(value));
          expect(Array.from(series!.milliseconds)).toEqual(miles.map((mile) => START + mile * 1_000));
        }
        const average = { axis: 'mile', width: 250, origin: 100 };
        const [series] = await store.reader.series({ ...what, average });
        const parts = Map.groupBy(inside, ({ mile }) => Math.floor((mile - 100) / 250));
        const mean = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
        expect(series!.total).toBe(inside.length);
        expect(Array.from(series!.counts!)).toEqual(
          [...parts.values()].map((part) => part.filter((point) => !Number.isNaN(point.value)).length),
        );
        const expected = [...parts.values()].map((part) => part.filter((point) => !Number.isNaN(point.value)));
        valuesOf(series).forEach((found, index) => {
          if (expected[index]!.length === 0) expect(found).toBeNaN();
          else expect(found).toBeCloseTo(mean(expected[index]!.map((point) => point.value)), 9);
        });
        coordinateOf(series, 'mile').forEach((mile, index) => {
          if (expected[index]!.length > 0)
            expect(mile).toBeCloseTo(mean(expected[index]!.map((point) => point.mile)), 6);
        });
      }
    }, 60_000);

    it('deletes the points whose tags match, for good', async () => {
      const left = tagsOf('ann', { leg: 'left' });
      const right = tagsOf('ann', { leg: 'right' });
      for (const tags of [left, right])
        store.writer.applyRows(
          'ann',
          1,
          points(tags, 0, 600, () => 1),
        );
      store.writer.release('ann');
      for (const tags of [left, right])
        store.writer.applyRows(
          'ann',
          2,
          points(tags, 600, 700, () => 2),
        );
      store.writer.deleteRows(JOURNEY.name, left);
      await store.written();
      store = await store.reopen('crash');
      if (store.writer.coveredThrough('ann') < 2)
        store.writer.applyRows(
          'ann',
          2,
          points(right, 600, 700, () => 2),
        );
      const found = await store.reader.series({ measurement: JOURNEY.name, tags: ofAnn });
      expect(found.map((series) => [series.tags['leg'], series.total])).toEqual([['right', 700]]);
      store.writer.applyRows(
        'ann',
        3,
        points(left, 0, 1, () => 9),
      );
      const again = await store.reader.series({ measurement: JOURNEY.name, tags: { ...ofAnn, leg: ['left'] } });
      expect(again.map(valuesOf)).toEqual([[9]]);
    });

    it('answers whole series to reads that run while points come and get persistent', async () => {
      let applied = 0;
      let running = true;
      let reads = 0;
      const feed = async () => {
        for (let record = 1; running; record++) {
          // Some records a read, however long reads take: else a slow store would have ever more to read.
          while (running && record > (reads + 1) * 5) await new Promise(setImmediate);
          store.writer.applyRows(
            'ann',
            record,
            points(ann, applied, applied + 50, (mile) => mile),
          );
          applied += 50;
          if (record % 3 === 0) store.writer.maintain(5);
          if (record % 7 === 0) store.writer.release('ann');
          await new Promise(setImmediate);
        }
      };
      const feeding = feed();
      for (; reads < 60; reads++) {
        const before = applied;
        const [series] = await store.reader.series({ measurement: JOURNEY.name, tags: ofAnn });
        const values = valuesOf(series);
        expect(values.length).toBeGreaterThanOrEqual(before);
        expect(values.every((value, index) => value === index)).toBe(true);
      }
      running = false;
      await feeding;
    }, 60_000);
  });
}
