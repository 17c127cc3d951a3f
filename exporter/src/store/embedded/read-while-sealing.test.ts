import { expect, it } from '@jest/globals';
import { localCaller } from '../../threads/remote-call.js';
import type { StoreReader } from '../port.js';
import { DIARY, JOURNEY, points, START, SUITE_DECLARATIONS, tagsOf, valuesOf } from '../suite/store-under-test.js';
import type { StoreCalls } from './calls.js';
import { EmbeddedStoreReader } from './client.js';
import { openEmbedded, type EmbeddedUnderTest } from './open-for-tests.js';
import { startReaderThread } from './reader-worker.js';

const ANN = tagsOf('ann');
const OF_ANN = { workspace_id: ['w'], traveller: ['ann'] };

/** A reader in whose every read something happens between its look into memory and its look into the file. */
function interruptedReader(store: EmbeddedUnderTest, interrupt: () => void): StoreReader {
  const { calls } = store.writer;
  const interrupted =
    <Inputs extends unknown[], Answer>(call: (...inputs: Inputs) => Answer) =>
    (...inputs: Inputs): Answer => {
      const answer = call(...inputs);
      interrupt();
      return answer;
    };
  const writer = localCaller<StoreCalls>({
    storeHeads: interrupted(calls.storeHeads),
    storeHeadNames: interrupted(calls.storeHeadNames),
    storeWaitingRows: interrupted(calls.storeWaitingRows),
    storeWaitingEntity: interrupted(calls.storeWaitingEntity),
  });
  return new EmbeddedStoreReader(
    writer,
    startReaderThread({ directory: store.directory, declarations: SUITE_DECLARATIONS }),
  );
}

it('doubles and misses no point when a partition is persisted, and its small block rewritten, in between', async () => {
  const store = openEmbedded(SUITE_DECLARATIONS);
  let applied = 0;
  let record = 0;
  const apply = (count: number): void => {
    store.writer.applyRows(
      'ann',
      ++record,
      points(ANN, applied, applied + count, (mile) => mile),
    );
    applied += count;
  };
  const reader = interruptedReader(store, () => {
    apply(3);
    store.writer.release('ann');
  });
  for (const count of [5, 40, 300, 600, 1, 2_000, 7]) {
    apply(count);
    const asked = applied;
    const numbers = Array.from({ length: asked }, (_, index) => index);
    const [all] = await reader.series({ measurement: JOURNEY.name, tags: OF_ANN });
    expect(valuesOf(all)).toEqual(numbers);
    apply(1);
    const reduce = { axis: 'mile', points: 20 };
    const [reduced] = await reader.series({ measurement: JOURNEY.name, tags: OF_ANN, reduce });
    // Three points were applied in each interruption before this one, which came after its look into memory.
    expect(reduced!.total).toBe(asked + 4);
    expect(valuesOf(reduced).at(-1)).toBe(asked + 3);
  }
  await reader.close();
  await store.close();
});

it('doubles and misses no row when its partition is persisted in between', async () => {
  const store = openEmbedded(SUITE_DECLARATIONS);
  const reader = interruptedReader(store, () => store.writer.release('ann'));
  for (let record = 1; record <= 3; record++) {
    const row = { measurement: DIARY.name, tags: ANN, milliseconds: START, nanoseconds: 0, coordinates: {} };
    store.writer.applyRows('ann', record, [{ ...row, fields: { count: record } }]);
    const rows = await reader.rows({ measurement: DIARY.name, tags: OF_ANN, limit: 10 });
    expect(rows).toHaveLength(record);
  }
  await reader.close();
  await store.close();
});
