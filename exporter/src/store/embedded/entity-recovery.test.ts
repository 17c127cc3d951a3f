import { describe, expect, it } from '@jest/globals';
import { SUITE_DECLARATIONS, TRAVELLER } from '../suite/store-under-test.js';
import { openEmbedded, type EmbeddedUnderTest } from './open-for-tests.js';

const KIND = TRAVELLER.kind;
const age = (store: EmbeddedUnderTest, id: string) => store.writer.entity(KIND, ['w', id])?.['age'];
const setAge = (store: EmbeddedUnderTest, id: string, record: number, value: number): void =>
  store.writer.applyEntities(id, record, [{ kind: KIND, key: ['w', id], fields: { age: value } }]);

describe('entities after a crash', () => {
  it('are as they were when their partition was last persisted, so that replayed records count once', async () => {
    let store = openEmbedded(SUITE_DECLARATIONS);
    setAge(store, 'ann', 1, 1);
    store.writer.release('ann');
    for (const record of [2, 3]) {
      setAge(store, 'ann', record, record);
      store.writer.settle();
    }
    setAge(store, 'bea', 4, 4);
    store.writer.settle();
    store = await store.reopen('crash');
    expect([age(store, 'ann'), age(store, 'bea')]).toEqual([1, undefined]);
    expect([store.writer.coveredThrough('ann'), store.writer.coveredThrough('bea')]).toEqual([1, 0]);
    for (const record of [2, 3]) setAge(store, 'ann', record, record);
    store = await store.reopen('close');
    expect([age(store, 'ann'), store.writer.coveredThrough('ann')]).toEqual([3, 3]);
    await store.close();
  });

  it('stay deleted, also when they ran ahead', async () => {
    let store = openEmbedded(SUITE_DECLARATIONS);
    setAge(store, 'ann', 1, 1);
    store.writer.release('ann');
    setAge(store, 'ann', 2, 2);
    store.writer.settle();
    store.writer.deleteEntity(KIND, ['w', 'ann']);
    store = await store.reopen('crash');
    expect(age(store, 'ann')).toBeUndefined();
    await store.close();
  });
});

describe('persisting', () => {
  it('asks right before, takes what is applied then, and can be put off', async () => {
    const asked: string[] = [];
    let ready = false;
    const store: EmbeddedUnderTest = openEmbedded(SUITE_DECLARATIONS, {
      waitMilliseconds: 0,
      beforePersist: (partition) => {
        asked.push(partition);
        if (ready) setAge(store, partition, 1, 77);
        return ready;
      },
    });
    store.writer.applyRows('ann', 1, []);
    expect(store.writer.maintain(5)).toBe(false);
    expect([asked, store.writer.coveredThrough('ann')]).toEqual([['ann'], 0]);
    ready = true;
    expect(store.writer.maintain(5)).toBe(false);
    const reopened = await store.reopen('crash');
    expect([age(reopened, 'ann'), reopened.writer.coveredThrough('ann')]).toEqual([77, 1]);
    await reopened.close();
  });

  it('takes the longest waiting first: by time, by points in memory, by the journal behind', async () => {
    let now = 0;
    let backlog = 0;
    const store = openEmbedded(SUITE_DECLARATIONS, {
      now: () => now,
      waitMilliseconds: 1_000,
      backlogLimitBytes: 100,
      backlogBytes: (from) => backlog - from,
    });
    const covered = () => ['ann', 'bea', 'cyd'].map((partition) => store.writer.coveredThrough(partition));
    ['ann', 'bea', 'cyd'].forEach((partition, index) => {
      now = index * 400;
      store.writer.applyRows(partition, index + 1, []);
    });
    expect([store.writer.maintain(5), covered()]).toEqual([false, [0, 0, 0]]);
    now = 1_000;
    expect([store.writer.maintain(5), covered()]).toEqual([false, [1, 0, 0]]);
    backlog = 103;
    expect([store.writer.maintain(5), covered()]).toEqual([false, [1, 2, 0]]);
    await store.close();
  });
});
