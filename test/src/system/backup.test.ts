import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Child } from '../harness/child-process.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import type { NativeClient } from '../harness/native-client.js';
import { EXPORTER_PROGRAM } from '../harness/repository.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { waitUntil } from '../harness/waiting.js';

const SESSIONS = 6;
const POINTS_A_REQUEST = 20;

/** Runs a command of the exporter on a data directory. */
async function command(dataDirectory: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const { PATH, HOME } = process.env;
  const child = new Child(process.execPath, [EXPORTER_PROGRAM, ...args], {
    ...{ PATH, HOME },
    TRAINING_DATA_DIR: dataDirectory,
  });
  const { code } = await child.ended;
  return { code, output: child.output };
}

const valueAt = (step: number): number => Math.sin(step);

/** A session that is logged to without a pause: how many points were sent, and how many of them acknowledged. */
class Logging {
  sent = 0;
  acknowledged = 0;
  #isRunning = true;

  constructor(
    readonly client: NativeClient,
    readonly session: string,
  ) {}

  async run(): Promise<void> {
    for (let sequence = 1; this.#isRunning; sequence++) {
      const first = this.sent + 1;
      this.sent += POINTS_A_REQUEST;
      const steps = Array.from({ length: POINTS_A_REQUEST }, (_, index) => first + index);
      const points = steps.map((step) => ({ step, metrics: { loss: valueAt(step) } }));
      await this.client.log(this.session, { producer: 'p', sequence, points });
      this.acknowledged = this.sent;
    }
  }

  stop(): void {
    this.#isRunning = false;
  }
}

async function curveOf(client: NativeClient, session_id: string): Promise<(readonly [number, unknown])[]> {
  const { curves } = await client.series({ session_id: [session_id], metric: ['loss'], points: 20_000 });
  return curves.flatMap(({ x, y }) => x.map((step, index) => [step, y[index]] as const));
}

describe('backup and restore', () => {
  cleanUpAfterTests();

  test('a backup taken under load holds all that was acknowledged before; the restored exporter goes on with it', async () => {
    const exporter = await ExporterProcess.start();
    const client = exporter.client();
    const sessions = Array.from({ length: SESSIONS }, (_, index) => `session-${index}`);
    for (const session_id of sessions) await client.start({ session_id });
    const logging = sessions.map((session) => new Logging(client, session));
    const runs = logging.map((each) => each.run());
    await waitUntil('some thousand points are in', () => logging.every(({ acknowledged }) => acknowledged >= 1_000), {
      within: 20_000,
    });
    const backups = temporaryDirectory('backups');
    const copies: { directory: string; before: number[] }[] = [];
    for (const name of ['first', 'second', 'third']) {
      const directory = join(backups, name);
      const before = logging.map(({ acknowledged }) => acknowledged);
      expect(await command(exporter.directory, 'backup', directory)).toMatchObject({ code: 0 });
      copies.push({ directory, before });
    }
    for (const each of logging) each.stop();
    await Promise.all(runs);
    client.close();
    await exporter.terminate();

    for (const { directory, before } of copies) {
      const restored = join(temporaryDirectory('restored'), 'data');
      expect(await command(restored, 'restore', directory)).toMatchObject({ code: 0 });
      const again = await ExporterProcess.start({ directory: restored });
      const reader = again.client();
      const lengths: number[] = [];
      for (const [index, session] of sessions.entries()) {
        const curve = await curveOf(reader, session);
        const { acknowledged } = logging[index]!;
        lengths.push(curve.length);
        expect(curve.length).toBeGreaterThanOrEqual(before[index]!);
        expect(curve.length).toBeLessThanOrEqual(acknowledged);
        expect(curve).toEqual(curve.map((_, place) => [place + 1, valueAt(place + 1)]));
      }
      // What the restored exporter acknowledges is as safe as ever: its journal goes on behind what the store covers.
      const more = lengths[0]! + 1;
      const batch = { producer: 'q', sequence: 1, points: [{ step: more, metrics: { loss: valueAt(more) } }] };
      await reader.log(sessions[0]!, batch);
      reader.close();
      await again.kill9();
      await again.restart();
      const afterwards = again.client();
      expect((await curveOf(afterwards, sessions[0]!)).length).toBe(more);
      afterwards.close();
      await again.terminate();
    }
  }, 120_000);

  test('a backup of an exporter that does not run is as good; what cannot be done is said', async () => {
    const exporter = await ExporterProcess.start();
    const client = exporter.client();
    await client.start({ session_id: 's' });
    await client.log('s', { producer: 'p', sequence: 1, points: [{ step: 1, metrics: { loss: 1 } }] });
    client.close();
    await exporter.kill9();
    const directory = join(temporaryDirectory('backups'), 'one');
    expect(await command(exporter.directory, 'backup', directory)).toMatchObject({ code: 0 });
    expect(readdirSync(directory).sort()).toEqual(['backup.json', 'journal.sqlite', 'training.sqlite']);

    const refusals: [string, { code: number | null; output: string }][] = [
      ['usage: backup DIR', await command(exporter.directory, 'backup')],
      ['is not empty', await command(exporter.directory, 'backup', directory)],
      ['holds no data', await command(temporaryDirectory('empty'), 'backup', `${directory}-2`)],
      ['holds data already', await command(exporter.directory, 'restore', directory)],
      ['is no backup', await command(temporaryDirectory('empty'), 'restore', temporaryDirectory('empty'))],
    ];
    for (const [words, { code, output }] of refusals) {
      expect(output).toContain(words);
      expect(code).toBe(2);
    }

    const into = join(temporaryDirectory('restored'), 'data');
    expect(await command(into, 'restore', directory)).toMatchObject({ code: 0 });
    const again = await ExporterProcess.start({ directory: into });
    expect(await command(into, 'restore', directory)).toMatchObject({
      code: 2,
      output: expect.stringContaining('in use by another exporter'),
    });
    const reader = again.client();
    expect(await curveOf(reader, 's')).toEqual([[1, 1]]);
    reader.close();
    await again.terminate();

    const damaged = temporaryDirectory('restored');
    writeFileSync(join(directory, 'journal.sqlite'), Buffer.alloc(4_096, 7), { flag: 'r+' });
    expect((await command(damaged, 'restore', directory)).output).toContain('journal.sqlite is damaged');
    truncateSync(join(directory, 'journal.sqlite'), 4_096);
    expect((await command(damaged, 'restore', directory)).output).toContain('has not the');
    expect(readdirSync(damaged)).toEqual(['exporter.lock']);
  }, 60_000);
});
