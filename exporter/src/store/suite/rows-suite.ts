import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MeasurementRow, Tags } from '../port.js';
import type { OpenStore, StoreUnderTest } from './store-under-test.js';
import { DIARY, START, SUITE_DECLARATIONS, tagsOf } from './store-under-test.js';

function note(tags: Tags, second: number, fields: MeasurementRow['fields']): MeasurementRow {
  const milliseconds = START + second * 1_000;
  return { measurement: DIARY.name, tags, milliseconds, nanoseconds: second % 1_000, coordinates: {}, fields };
}

/** What the port promises of `rows` measurements. */
export function rowsSuite(open: OpenStore): void {
  describe('rows', () => {
    let store: StoreUnderTest;
    beforeEach(async () => void (store = await open(SUITE_DECLARATIONS)));
    afterEach(() => store.close());
    const ann = tagsOf('ann', { kind: 'meal' });
    const read = (tags: Record<string, string[]>, others: { from?: number; to?: number; limit?: number } = {}) =>
      store.reader.rows({ measurement: DIARY.name, tags, limit: 100, ...others });

    it('gives fields back as they went in, missing ones missing', async () => {
      const text = `a'"\\\n${'long '.repeat(20_000)}`;
      const all: MeasurementRow['fields'][] = [
        { title: text, count: 1.5, sunny: true },
        { count: -Infinity, sunny: false },
        { title: '' },
      ];
      store.writer.applyRows(
        'ann',
        1,
        all.map((fields, index) => note(ann, index, fields)),
      );
      for (const where of ['in memory', 'persistent']) {
        const rows = await read({ workspace_id: ['w'] });
        expect([where, rows.map((row) => row.fields)]).toEqual([where, [...all].reverse()]);
        expect(rows[0]).toMatchObject({ tags: ann, milliseconds: START + 2_000 });
        store = await store.reopen('close');
      }
    });

    it('answers the newest first, within a range and a limit, wherever they are', async () => {
      for (let second = 0; second < 20; second++) {
        store.writer.applyRows('ann', second + 1, [note(ann, second, { count: second })]);
        if (second === 11) store.writer.release('ann');
      }
      const counts = async (others: { from?: number; to?: number; limit?: number }) =>
        (await read({ workspace_id: ['w'], traveller: ['ann'] }, others)).map((row) => row.fields['count']);
      expect(await counts({ limit: 10 })).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10]);
      expect(await counts({ from: START + 10_000, to: START + 13_000 })).toEqual([13, 12, 11, 10]);
      expect(await counts({ to: START + 999, limit: 5 })).toEqual([0]);
    });

    it('narrows and deletes by tags, labels included', async () => {
      const tagSets = [ann, tagsOf('ann', { kind: 'sleep' }), tagsOf('bea', { kind: 'meal', 'label.place': 'inn' })];
      for (const round of ['in memory', 'persistent']) {
        tagSets.forEach((tags) => store.writer.applyRows(tags['traveller']!, 1, [note(tags, 1, { title: 'x' })]));
        if (round === 'persistent') for (const partition of ['ann', 'bea']) store.writer.release(partition);
        expect(await read({ workspace_id: ['w'], kind: ['meal'] })).toHaveLength(2);
        expect(await read({ 'label.place': ['inn', 'tent'] })).toHaveLength(1);
        store.writer.deleteRows(DIARY.name, { workspace_id: 'w', kind: 'meal' });
        expect((await read({})).map((row) => row.tags)).toEqual([tagSets[1]]);
        store.writer.deleteRows(DIARY.name, { workspace_id: 'w' });
        expect(await read({})).toEqual([]);
      }
    });
  });
}
