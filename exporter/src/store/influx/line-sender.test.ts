import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitAfter } from './backoff.js';
import { InfluxConnection, type InfluxSettings } from './connection.js';
import { FakeInflux, type FakeAnswer, type SeenRequest } from './fake-influx.test.support.js';
import { InfluxWriter, retryAfter } from './influx-writer.js';
import { describeWithInfluxd } from './influxd.test.support.js';
import { BATCH_LINES, batchesOf, CHECK_LINE, LineSender } from './line-sender.js';
import { lineOf, type Lines } from './lines.js';
import { prepareInflux } from './open.js';
import { QuarantineInMemory } from './open.test.support.js';
import { QuarantineFile, resend } from './quarantine.js';
import type { InfluxServer } from './server.js';

const SERVERS = {
  1: { generation: 1, version: '1.6.7', build: 'OSS' },
  2: { generation: 2, version: '2.7.11', build: 'OSS' },
  3: { generation: 3, version: '3.2.1', build: 'Core' },
} as const satisfies Record<number, InfluxServer>;
const QUICK = { firstMilliseconds: 1, longestMilliseconds: 4, longestAskedMilliseconds: 50 };

let fake: FakeInflux | undefined;
let writer: InfluxWriter | undefined;
afterEach(async () => {
  writer?.close();
  await fake?.stop().catch(() => {});
});

async function sending(
  answer: (request: SeenRequest, number: number) => FakeAnswer | Promise<FakeAnswer>,
  settings: Partial<InfluxSettings> = {},
  server: InfluxServer = SERVERS[1],
) {
  let number = 0;
  fake = await FakeInflux.start((request) => answer(request, ++number), settings);
  writer = new InfluxWriter(new InfluxConnection(fake.settings), server);
  const quarantine = new QuarantineInMemory();
  const stop = new AbortController();
  const sender = new LineSender({ writer, quarantine, backoff: QUICK, signal: stop.signal });
  return { sender, quarantine, stop, writer, seen: fake.seen };
}

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `m f=${index} ${index}`);

describe('requests that write', () => {
  it.each([
    [1, { user: 'u', password: 'p' }, '/write', { db: 'd b', precision: 'n' }, `Basic ${btoa('u:p')}`],
    [2, { token: 't', org: 'o' }, '/api/v2/write', { org: 'o', bucket: 'd b', precision: 'ns' }, 'Token t'],
    [2, { user: 'u', password: 'p' }, '/write', { db: 'd b', precision: 'n' }, `Basic ${btoa('u:p')}`],
    [3, { token: 't' }, '/api/v2/write', { org: '', bucket: 'd b', precision: 'ns' }, 'Token t'],
  ] as const)('go where InfluxDB %i takes them', async (generation, settings, path, query, authorization) => {
    const { writer, seen } = await sending(() => ({ status: 204 }), settings, SERVERS[generation]);
    expect(await writer.write('d b', 'm f=1 1\nm f=2 2')).toEqual({ outcome: 'written' });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', path, body: 'm f=1 1\nm f=2 2' });
    expect(Object.fromEntries(seen[0]!.query)).toEqual(query);
    expect(seen[0]!.headers.authorization).toBe(authorization);
  });

  it.each<[string, FakeAnswer, object]>([
    ['500', { status: 500, body: { error: 'boom' } }, { outcome: 'retry', reason: '500: boom' }],
    ['503', { status: 503, body: 'later' }, { outcome: 'retry', reason: '503: later' }],
    ['401', { status: 401, body: { message: 'no' } }, { outcome: 'retry', reason: '401: no' }],
    ['404', { status: 404, body: { error: 'database not found' } }, { outcome: 'retry' }],
    ['429', { status: 429, headers: { 'Retry-After': '7' } }, { outcome: 'retry', afterMilliseconds: 7_000 }],
    ['400', { status: 400, body: { error: 'bad' } }, { outcome: 'rejected', reason: '400: bad', tooLarge: false }],
    ['413', { status: 413 }, { outcome: 'rejected', tooLarge: true }],
    ['422', { status: 422, body: { message: 'old' } }, { outcome: 'rejected', reason: '422: old' }],
    ['201, partly written', { status: 201, body: { error: 'line 2' } }, { outcome: 'rejected' }],
    ['200 of a proxy', { status: 200, body: '<html>' }, { outcome: 'retry' }],
    ['a connection cut', null, { outcome: 'retry', afterMilliseconds: null }],
  ])('tell what became of the lines: %s', async (_, answer, outcome) => {
    const { writer } = await sending(() => answer);
    expect(await writer.write('d', lines(3).join('\n'))).toMatchObject(outcome);
  });

  it('end when time is up, and hold no connection', async () => {
    const { writer, seen } = await sending(() => new Promise<FakeAnswer>(() => {}), { timeoutMilliseconds: 100 });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => writer.write('d', lines(1)[0]!)));
    expect(outcomes.every(({ outcome }) => outcome === 'retry')).toBe(true);
    // Four connections: the first requests have given theirs back when the next ones come.
    await writer.write('d', lines(1)[0]!);
    expect(seen.length).toBeGreaterThan(4);
  });

  it('read Retry-After as seconds or a date', () => {
    expect([retryAfter('2'), retryAfter('0.5'), retryAfter(undefined), retryAfter('soon')]).toEqual([
      2_000,
      500,
      null,
      null,
    ]);
    expect(retryAfter('Wed, 21 Oct 2026 07:28:05 GMT', Date.UTC(2026, 9, 21, 7, 28, 0))).toBe(5_000);
  });
});

describe('waits', () => {
  it('grow to a limit, and are never shorter than the server asked for', () => {
    const policy = { firstMilliseconds: 100, longestMilliseconds: 1_000, longestAskedMilliseconds: 5_000 };
    const longest = [1, 2, 3, 4, 5, 50].map((failures) => waitAfter(failures, null, policy, 1));
    expect(longest).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(waitAfter(1, null, policy, 0)).toBe(50);
    expect([waitAfter(1, 3_000, policy), waitAfter(1, 60_000, policy)]).toEqual([3_000, 5_000]);
  });
});

describe('lines on their way', () => {
  it('are cut into requests by number and by size, none left out', () => {
    const many = lines(2 * BATCH_LINES + 1).map(lineOf);
    expect([...batchesOf(many)].map((batch) => batch.length)).toEqual([BATCH_LINES, BATCH_LINES, 1]);
    const large = Array.from({ length: 5 }, () => lineOf('x'.repeat(3_000_000)));
    expect([...batchesOf(large)].flat()).toEqual(large);
    expect([...batchesOf(large)]).toHaveLength(5);
    expect([...batchesOf([])]).toEqual([]);
  });

  it('are sent again until InfluxDB takes them', async () => {
    const faults: FakeAnswer[] = [
      null,
      { status: 500 },
      { status: 401 },
      { status: 429, headers: { 'Retry-After': '1' } },
    ];
    const { sender, seen, quarantine } = await sending((_, number) =>
      number > faults.length ? { status: 204 } : faults[number - 1]!,
    );
    await sender.send('d', lines(10).map(lineOf));
    expect(seen.map(({ body }) => body)).toEqual(Array.from({ length: 4 + 1 }, () => lines(10).join('\n')));
    expect(sender.statistics()).toMatchObject({ lines_written: 10, retries: 4, problem: null });
    expect(quarantine.lines).toEqual([]);
  });

  it('that are wrong go to quarantine alone, with the reason; the others are stored', async () => {
    const wrong = new Set(lines(300).filter((_, index) => index % 97 === 5));
    const stored = new Set<string>();
    const { sender, quarantine } = await sending(({ body }) => {
      const own = body.split('\n');
      for (const line of own) if (!wrong.has(line) && line !== CHECK_LINE) stored.add(line);
      const problem = own.filter((line) => wrong.has(line));
      return problem.length === 0 ? { status: 204 } : { status: 400, body: { error: `partial write: ${problem[0]}` } };
    });
    await sender.send('d', lines(300).map(lineOf));
    expect(new Set(quarantine.lines.map(({ line }) => line))).toEqual(wrong);
    expect(quarantine.lines[0]).toEqual({
      database: 'd',
      line: lines(300)[5],
      reason: `400: partial write: ${lines(300)[5]}`,
    });
    expect(stored.size).toBe(300 - wrong.size);
    expect(sender.statistics()).toMatchObject({ lines_written: 300 - wrong.size, lines_quarantined: wrong.size });
  });

  it('that stay together come apart where some of them are wrong', async () => {
    const wrong = new Set([3, 4, 5, 150, 299].map((index) => lines(300)[index]!));
    const stored = new Set<string>();
    const { sender, quarantine } = await sending(({ body }) => {
      const own = body.split('\n');
      for (const line of own) if (!wrong.has(line)) stored.add(line);
      return { status: own.some((line) => wrong.has(line)) ? 400 : 204 };
    });
    const together = (from: number, to: number): Lines => {
      const some = lines(300).slice(from, to);
      return { bytes: Buffer.from(some.join('\n')), count: some.length };
    };
    await sender.send('d', [together(0, 7), together(7, 8), together(8, 255), together(255, 300)]);
    expect(new Set(quarantine.lines.map(({ line }) => line))).toEqual(wrong);
    expect(lines(300).filter((line) => !wrong.has(line) && !stored.has(line))).toEqual([]);
    expect(sender.statistics()).toMatchObject({ lines_written: 295, lines_quarantined: 5 });
  });

  it('are sent in smaller requests where a body is too large', async () => {
    const { sender, quarantine } = await sending(({ body }) => ({ status: body.length > 100 ? 413 : 204 }));
    await sender.send('d', lines(64).map(lineOf));
    expect(quarantine.lines).toEqual([]);
    expect(sender.statistics().lines_written).toBe(64);
  });

  it('wait while the quarantine takes nothing', async () => {
    const { sender, quarantine } = await sending(({ body }) =>
      body === CHECK_LINE ? { status: 204 } : { status: 400, body: { error: 'bad' } },
    );
    const add = quarantine.add.bind(quarantine);
    let full = 3;
    quarantine.add = (some) => {
      if (full-- > 0) throw new Error('disk full');
      add(some);
    };
    await sender.send('d', lines(1).map(lineOf));
    expect(quarantine.lines).toHaveLength(1);
  });

  it.each([400, 413, 422])(
    'are kept, and not halved to nothing, while InfluxDB answers %i to everything',
    async (status) => {
      let refusals = 0;
      const stored = new Set<string>();
      const { sender, quarantine } = await sending(({ body }) => {
        if (refusals++ < 40) return { status };
        for (const line of body.split('\n')) stored.add(line);
        return { status: 204 };
      });
      const sent = sender.send('d', lines(1_000).map(lineOf));
      const told = async (): Promise<boolean> => {
        while (refusals < 40) {
          if (/refuses every line/.test(sender.statistics().problem ?? '')) return true;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        return false;
      };
      expect(await told()).toBe(true);
      await sent;
      expect(quarantine.lines).toEqual([]);
      expect(lines(1_000).filter((line) => !stored.has(line))).toEqual([]);
      expect(sender.statistics()).toMatchObject({ lines_written: 1_000, problem: null });
    },
  );

  it('stop when they are told to', async () => {
    const { sender, stop } = await sending(() => ({ status: 503 }));
    const sent = sender.send('d', lines(20_000).map(lineOf));
    setTimeout(() => stop.abort(), 30);
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the quarantine', () => {
  it('keeps lines over a restart, lists them in pages and lets them go', () => {
    const directory = mkdtempSync(join(tmpdir(), 'training-quarantine-'));
    let file = new QuarantineFile(directory);
    file.add(lines(5).map((line) => ({ database: 'd', line, reason: '400: bad' })));
    file.close();
    file = new QuarantineFile(directory);
    expect(file.count).toBe(5);
    const [first, second] = file.list(2);
    expect(first).toMatchObject({ id: 1, database: 'd', line: 'm f=0 0', reason: '400: bad' });
    expect(file.list(2, second!.id).map(({ line }) => line)).toEqual(['m f=2 2', 'm f=3 3']);
    file.remove([first!.id, 99]);
    expect(file.count).toBe(4);
    file.close();
    rmSync(directory, { recursive: true });
  });

  it('lets lines go that InfluxDB takes when they are sent again', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'training-quarantine-'));
    const file = new QuarantineFile(directory);
    file.add(lines(6).map((line) => ({ database: 'd', line, reason: '400: bad' })));
    const { writer, seen } = await sending(({ body }) => ({ status: body === lines(6)[2] ? 400 : 204 }));
    expect(await resend(file, writer, [1, 3])).toEqual({ stored: 1, refused: 1 });
    expect(await resend(file, writer)).toEqual({ stored: 4, refused: 1 });
    expect(file.list(10).map(({ line }) => line)).toEqual([lines(6)[2]]);
    expect(seen).toHaveLength(7);
    await fake!.stop();
    await expect(resend(file, writer)).rejects.toThrow('InfluxDB takes nothing for now');
    expect(file.count).toBe(1);
    file.close();
    rmSync(directory, { recursive: true });
  });
});

describeWithInfluxd('wrong lines on influxd 1.x', (influxd) => {
  it('are found: a field of another type, a line that is none, a time out of range', async () => {
    const settings = influxd.settings();
    const { connection, server, databases } = await prepareInflux(settings);
    const http = new InfluxWriter(connection, server);
    const quarantine = new QuarantineInMemory();
    const sender = new LineSender({ writer: http, quarantine, backoff: QUICK, signal: new AbortController().signal });
    const good = lines(200);
    const wrong = ['m f="text" 5', 'no line', 'm f=1 92233720368547758070'];
    const sent = [...good.slice(0, 77), wrong[0]!, ...good.slice(77, 150), wrong[1]!];
    await sender.send(databases.points, sent.map(lineOf));
    await sender.send(databases.points, [wrong[2]!, ...good.slice(150)].map(lineOf));
    expect(quarantine.lines.map(({ line }) => line)).toEqual(wrong);
    expect(quarantine.lines[0]!.reason).toContain('field type conflict');
    const [counted] = await connection.query(databases.points, 'SELECT count(f) FROM m');
    expect(counted!.values[0]![1]).toBe(200);
    http.close();
  });
});
