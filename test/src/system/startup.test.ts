import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ExporterProcess } from '../harness/exporter-process.js';
import { sizeFrom } from '../harness/random.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { within } from '../harness/waiting.js';
import { fillStore } from '../bench/fill-store.js';

/** Values that are filled in before a restart is timed; `npm run bench -- startup` fills 100 million. */
const VALUES = sizeFrom('TRAINING_TEST_STARTUP_VALUES', 400_000);

describe('starting and stopping', () => {
  const started: ExporterProcess[] = [];
  const start = async (
    options: Parameters<typeof ExporterProcess.launch>[0] = {},
    wait = true,
  ): Promise<ExporterProcess> => {
    const exporter = await (wait ? ExporterProcess.start(options) : ExporterProcess.launch(options));
    started.push(exporter);
    return exporter;
  };
  cleanUpAfterTests();
  afterEach(async () => {
    await Promise.all(started.splice(0).map((exporter) => exporter.kill9()));
  });

  test('a second exporter on the same directory refuses and says why; the first lives on', async () => {
    const first = await start();
    const second = await start({ directory: first.directory }, false);
    const { code } = await within(20_000, 'the refusal', second.ended);
    expect(code).not.toBe(0);
    expect(second.output).toContain(first.directory);
    expect(second.output).toMatch(/another exporter|in use|already/i);
    await first.client().start({ session_id: 'still here' });
  }, 40_000);

  test('a store of a newer version is refused by its version, and left as it is', async () => {
    const exporter = await start();
    await exporter.client().start({ session_id: 'a' });
    await exporter.terminate();
    const file = databaseFile(exporter.directory);
    const version = raiseVersion(file);
    const again = await start({ directory: exporter.directory }, false);
    const { code } = await within(20_000, 'the refusal', again.ended);
    expect(code).not.toBe(0);
    expect(again.output).toMatch(/newer/i);
    expect(again.output).toContain(String(version));
    expect(readVersion(file)).toBe(version);
  }, 40_000);

  test('wrong configuration is named, all of it, and nothing is started', async () => {
    const exporter = await start(
      { environment: { TRAINING_STORE: 'paper', TRAINING_MAX_POINTS: '0', TRAINING_LOG_LEVEL: 'loud' } },
      false,
    );
    const { code } = await within(20_000, 'the refusal', exporter.ended);
    expect(code).not.toBe(0);
    for (const name of ['TRAINING_STORE', 'TRAINING_MAX_POINTS', 'TRAINING_LOG_LEVEL'])
      expect(exporter.output).toContain(name);
  }, 40_000);

  test('it does not listen beyond this machine without tokens', async () => {
    const exporter = await start({ environment: { TRAINING_LISTEN: '0.0.0.0:0' } }, false);
    const { code } = await within(20_000, 'the refusal', exporter.ended);
    expect(code).not.toBe(0);
    expect(exporter.output).toContain('TRAINING_TOKENS_FILE');
  }, 40_000);

  test(`it is ready soon with ${VALUES} values, after SIGTERM and after kill -9, and holds them all`, async () => {
    const exporter = await start();
    const filled = await fillStore(exporter.port, { values: VALUES, sessions: 50, finished: 0.8 });
    const count = async () => {
      const { items } = await exporter.client().call('listSessions', { query: { limit: 1_000 } });
      return items.reduce((sum, { values }) => sum + values, 0);
    };
    expect(await count()).toBe(filled.values);
    await exporter.kill9();
    const afterKill = await exporter.restart();
    expect(await count()).toBe(filled.values);
    expect((await exporter.terminate()).code).toBe(0);
    const afterTerm = await exporter.restart();
    expect(await count()).toBe(filled.values);
    console.log(
      `${filled.values} values: ready ${Math.round(afterKill)} ms after kill -9, ${Math.round(afterTerm)} ms after SIGTERM`,
    );
    expect(exporter.errorLines()).toEqual([]);
  }, 120_000);

  test('a request under way when SIGTERM comes is answered, and new ones are turned away', async () => {
    const exporter = await start();
    const client = exporter.client();
    await client.start({ session_id: 'a' });
    const points = Array.from({ length: 10_000 }, (_, step) => ({ step, metrics: { loss: step } }));
    const answers = Array.from({ length: 6 }, (_, index) =>
      client.log('a', { producer: `p${index}`, sequence: 1, points }).then(
        (answer) => answer.accepted,
        () => null,
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await exporter.terminate()).code).toBe(0);
    const accepted = (await Promise.all(answers)).reduce<number>((sum, count) => sum + (count ?? 0), 0);
    await exporter.restart();
    expect((await exporter.client().summary('a')).values).toBeGreaterThanOrEqual(accepted);
  }, 60_000);
});

function databaseFile(directory: string): string {
  const name = readdirSync(directory, { recursive: true })
    .map(String)
    .find((entry) => /\.(sqlite3?|db)$/.test(entry));
  if (name === undefined || !existsSync(join(directory, name)))
    throw new Error(`no database in ${directory}: ${readdirSync(directory).join(', ')}`);
  return join(directory, name);
}

function readVersion(file: string): number {
  const database = new DatabaseSync(file);
  const { user_version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  database.close();
  return user_version;
}

function raiseVersion(file: string): number {
  const version = readVersion(file) + 41;
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
  return version;
}
