import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { JOURNEY, points, SUITE_DECLARATIONS, tagsOf } from '../suite/store-under-test.js';
import { DATABASE_FILE } from './database.js';
import { openEmbedded, type EmbeddedUnderTest } from './open-for-tests.js';

let store: EmbeddedUnderTest;
beforeEach(() => void (store = openEmbedded(SUITE_DECLARATIONS)));
afterEach(() => store.close());

const TRAVELLERS = 40;

/** Points of many partitions in turn, so that their blocks lie between each other as those of live sessions do. */
function fill(firstRecord: number, count: number): void {
  for (let part = 0; part < 5; part++)
    for (let number = 0; number < TRAVELLERS; number++) {
      const from = (part * count) / 5;
      const rows = points(tagsOf(`t${number}`), from, from + count / 5, (mile) => Math.sin(mile * number));
      store.writer.applyRows(`t${number}`, firstRecord + part * TRAVELLERS + number, rows);
      store.writer.release(`t${number}`);
    }
}

const deleteAll = (record: number): Promise<void> =>
  store.writer.replace('all', record, {
    rows: [{ measurement: JOURNEY.name, tags: { workspace_id: 'w' } }],
    entities: [],
  });

/** @returns How long each turn took that gave room back, in milliseconds. */
async function removeInTurns(): Promise<number[]> {
  const turns: number[] = [];
  while (store.writer.removing > 0) {
    const begin = performance.now();
    store.writer.maintain(4);
    turns.push(performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 21));
  }
  return turns;
}

describe('removing what was deleted', () => {
  it('uses the room again that it gives back', async () => {
    const size = (): number => statSync(join(store.directory, DATABASE_FILE)).size;
    fill(1, 5_000);
    store = await store.reopen('close');
    const full = size();
    for (let round = 1; round <= 3; round++) {
      await deleteAll(round * 10_000);
      await removeInTurns();
      fill(round * 10_000 + 1, 5_000);
      store = await store.reopen('close');
      expect(size()).toBeLessThan(full * 1.15);
    }
  }, 60_000);

  it('goes in many short turns, whatever is deleted together', async () => {
    fill(1, 30_000);
    await deleteAll(10_000);
    const turns = (await removeInTurns()).sort((a, b) => a - b);
    expect(turns.length).toBeGreaterThan(1);
    // Half of them, since a machine that does other things too may hold up any one.
    expect(turns[Math.floor(turns.length / 2)]).toBeLessThan(10);
  }, 60_000);
});
