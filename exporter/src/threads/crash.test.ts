import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeMetricsBatch } from '../journal/batch/decode.js';
import { pointsOf as readPoints } from '../journal/batch/point-batch.js';
import { openJournalFile } from '../journal/journal-file.js';
import { Journal } from '../journal/journal.js';
import { JOURNEY, SUITE_DECLARATIONS, TRAVELLER } from '../store/suite/store-under-test.js';
import { openEmbedded } from '../store/embedded/open-for-tests.js';

const CHILD = fileURLToPath(new URL('./crash-child.test.support.js', import.meta.url));
const KILLS = 6;

/** Lets the child work for a while and kills it. @returns The numbers that it acknowledged. */
function runAndKill(directory: string, milliseconds: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, directory], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data: Buffer) => {
      if (output === '') setTimeout(() => child.kill('SIGKILL'), milliseconds);
      output += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the child ended on its own: ${errors}`));
      else resolve(output.split('\n').slice(0, -1).map(Number));
    });
  });
}

it('has everything that was acknowledged exactly once after kill -9 at any moment', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'training-kill-'));
  const acknowledged: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) acknowledged.push(...(await runAndKill(directory, 40 + kill * 67)));
  expect(acknowledged.length).toBeGreaterThan(KILLS);
  expect(new Set(acknowledged).size).toBe(acknowledged.length);

  // What a last start finds: the store as persisted, and the journal's records that it does not cover.
  const journalFile = openJournalFile(directory);
  const uncovered = [...new Journal(journalFile.connection).replay(0)];
  journalFile.close();
  const store = openEmbedded(SUITE_DECLARATIONS, {}, directory);
  const pointsOf = new Map<number, number>();
  const recordsOf = new Map<string, Set<number>>();
  const count = (traveller: string, number: number): void => {
    pointsOf.set(number, (pointsOf.get(number) ?? 0) + 1);
    recordsOf.set(traveller, (recordsOf.get(traveller) ?? new Set()).add(number));
  };
  const found = await store.reader.series({ measurement: JOURNEY.name, tags: { workspace_id: ['w'] } });
  for (const series of found) for (const number of series.values) count(series.tags['traveller']!, number);
  const ages = new Map<string, number>();
  for (const traveller of recordsOf.keys()) {
    // Read before the replay: the entity as its partition was persisted counts exactly the records of the blocks.
    const entity = await store.reader.entity(TRAVELLER.kind, ['w', traveller]);
    ages.set(traveller, Number(entity?.['age']));
    expect([traveller, ages.get(traveller)]).toEqual([traveller, recordsOf.get(traveller)!.size]);
  }
  for (const record of uncovered) {
    if (record.id <= store.writer.coveredThrough(record.session_id)) continue;
    for (const point of readPoints(decodeMetricsBatch(record.body))) count(record.session_id, point.metrics['pulse']!);
  }
  for (const number of acknowledged)
    expect([number, pointsOf.get(number)]).toEqual([number, 1 + ((number * 7919) % 200)]);
  // The last record of a run may be durable without its acknowledgement having left the process.
  expect(pointsOf.size - acknowledged.length).toBeGreaterThanOrEqual(0);
  expect(pointsOf.size - acknowledged.length).toBeLessThanOrEqual(KILLS);
  await store.close();
}, 60_000);
