import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReceiverRequest } from '../receivers/request.js';
import { composeWriter, type ComposedWriter } from '../threads/compose-writer.js';
import type { WriterStatistics } from '../threads/writer-protocol.js';

/** The whole writer in this process, on a real file; a crash closes the files without finishing anything. */
let directory: string;
let writer: ComposedWriter;

const open = async () => {
  writer = await composeWriter(
    {
      directory,
      publicUrl: 'http://exporter',
      limits: { pointsInRequest: 10_000, seriesInSession: 20, sessionsInWorkspace: 3, liveSessionsInWorkspace: 100 },
      influx: null,
    },
    () => {},
  );
  await writer.handlers.ready();
};
const crash = async () => {
  await writer.abandon();
  await open();
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'training-ingest-'));
  await open();
});
afterEach(async () => {
  await writer.abandon();
  rmSync(directory, { recursive: true, force: true });
});

type Operation = ReceiverRequest['operation'];

async function send(operation: Operation, sessionId: string | null, body: unknown, workspace: string | null = null) {
  const answer = await writer.handlers.receive({
    door: 'native',
    operation,
    token_workspace_id: workspace,
    query_workspace_id: null,
    session_id: sessionId,
    body: new TextEncoder().encode(JSON.stringify(body)),
    received_at: Date.now(),
  });
  const read = answer as { status: number; body: string };
  return { status: read.status, ...(JSON.parse(read.body) as Record<string, unknown>) } as Record<string, unknown> & {
    status: number;
  };
}

const start = (extra: object = {}) =>
  send('start', null, { agent_id: 'a', session_id: 's', training_config: {}, ...extra });
const points = (...losses: number[]) =>
  losses.map((loss, index) => ({ step: index + 1, metrics: { training_loss: loss } }));
const batch = (sequence: number, producer = 'p', ...losses: number[]) =>
  send('metrics', 's', { producer, sequence, points: points(...(losses.length > 0 ? losses : [1, 0.5])) });

describe('attempts', () => {
  test('a start on an existing session opens a new one, a retried start of the same producer does not', async () => {
    expect(await start({ producer: 'p1' })).toMatchObject({ status: 201, attempt: 1 });
    expect(await start({ producer: 'p1' })).toMatchObject({ status: 200, attempt: 1 });
    expect(await start({ producer: 'p2' })).toMatchObject({ status: 200, attempt: 2 });
  });

  test('starts at the same moment open an attempt each', async () => {
    const answers = await Promise.all([
      start({ producer: 'p1' }),
      start({ producer: 'p2' }),
      start({ producer: 'p3' }),
    ]);
    expect(answers.map((answer) => answer['attempt']).sort()).toEqual([1, 2, 3]);
  });

  test('survive a crash', async () => {
    await start({ producer: 'p1' });
    await start({ producer: 'p2' });
    await crash();
    expect(await start({ producer: 'p2' })).toMatchObject({ status: 200, attempt: 2 });
    expect(await start({ producer: 'p3' })).toMatchObject({ status: 200, attempt: 3 });
  });

  test('what is told of a session bit by bit stays within the limits of one request', async () => {
    await start({ tags: Object.fromEntries(Array.from({ length: 16 }, (_, tag) => [`t${tag}`, 'x'])) });
    const patch = (body: object) => send('patch', 's', body);
    expect(await patch({ tags: { t0: 'changed' } })).toMatchObject({ status: 200 });
    expect(await patch({ tags: { t16: 'one more' } })).toMatchObject({
      status: 413,
      error: { code: 'too_large', message: expect.stringContaining('17 tags; the limit is 16') },
    });
    expect(await patch({ tags: { t16: 'instead', t0: null } })).toMatchObject({ status: 200 });
    expect(await start({ producer: 'again', tags: { t17: 'x' } })).toMatchObject({ status: 413 });
    const keys = (from: number) => Object.fromEntries(Array.from({ length: 600 }, (_, key) => [`k${from + key}`, 1]));
    expect(await patch({ training_config: { hyperparameters: keys(0) } })).toMatchObject({ status: 200 });
    expect(await patch({ training_config: { hyperparameters: keys(600) } })).toMatchObject({
      status: 413,
      error: { message: "the session's hyperparameters would have 1200 keys; the limit is 1000" },
    });
    expect(await patch({ environment: keys(0) })).toMatchObject({ status: 200 });
    expect(await patch({ environment: keys(600) })).toMatchObject({ status: 413 });
  });

  test('a session belongs to one agent', async () => {
    await start();
    expect(await start({ agent_id: 'b' })).toMatchObject({ status: 409 });
  });

  test('a batch of an attempt that was never opened is refused', async () => {
    await start();
    const answer = await send('metrics', 's', { attempt: 2, producer: 'p', sequence: 1, points: points(1) });
    expect(answer).toMatchObject({ status: 400, error: { details: [{ path: 'attempt' }] } });
  });
});

describe('repeats', () => {
  test('are stored once and answered 200, also at the same moment and after a crash', async () => {
    await start();
    const [first, second] = await Promise.all([batch(1), batch(1)]);
    expect(first).toMatchObject({ status: 200, accepted: 2, duplicates: 0, acknowledged_sequence: 1 });
    expect(second).toMatchObject({ status: 200, accepted: 0, duplicates: 2, acknowledged_sequence: 1 });
    await crash();
    expect(await batch(1)).toMatchObject({ status: 200, accepted: 0, duplicates: 2, acknowledged_sequence: 1 });
    expect(await batch(2)).toMatchObject({ accepted: 2, acknowledged_sequence: 2 });
  });

  test('need producer, sequence and session to match', async () => {
    await start();
    await send('start', null, { agent_id: 'a', session_id: 'other', training_config: {} });
    await batch(1);
    expect(await batch(1, 'another producer')).toMatchObject({ accepted: 2 });
    expect(await send('metrics', 'other', { producer: 'p', sequence: 1, points: points(1) })).toMatchObject({
      accepted: 1,
    });
  });
});

describe('limits', () => {
  test('a session over its series is refused with the limit, and nothing of it is stored', async () => {
    await start();
    const metrics = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`m${index}`, 1]));
    const answer = await send('metrics', 's', { producer: 'p', sequence: 1, points: [{ metrics }] });
    expect(answer).toMatchObject({ status: 413, error: { message: expect.stringContaining('the limit is 20') } });
    expect(await batch(1)).toMatchObject({ accepted: 2, duplicates: 0 });
  });

  test('a workspace over its sessions is refused, a resume is not', async () => {
    for (const session_id of ['one', 'two', 'three']) await start({ session_id });
    expect(await start({ session_id: 'four' })).toMatchObject({ status: 413 });
    expect(await start({ session_id: 'one' })).toMatchObject({ status: 200, attempt: 2 });
  });
});

describe('addresses', () => {
  test('an unknown session is 404', async () => {
    expect(await batch(1)).toMatchObject({ status: 404, error: { code: 'not_found' } });
  });

  test("a token's workspace counts, and another one named beside it is refused", async () => {
    await start();
    const request = { producer: 'p', sequence: 1, points: points(1) };
    expect(await send('metrics', 's', request, 'theirs')).toMatchObject({ status: 404 });
    expect(await send('metrics', 's', { ...request, workspace_id: 'default' }, 'theirs')).toMatchObject({
      status: 403,
    });
  });
});

describe('statistics', () => {
  test('count what was made durable once, repeats apart, and every force of the journal', async () => {
    await start();
    await batch(1);
    await batch(1);
    await batch(2, 'p', 3);
    await send('events', 's', { producer: 'p', sequence: 3, events: [{ kind: 'note', title: 'n' }] });
    await send('metrics', 'nobody', { points: [] });
    const { accepted, sync_seconds, failed_commits, journal_records, journal_bytes, oldest_unpersisted_at } =
      (await writer.handlers.statistics()) as WriterStatistics;
    expect(accepted).toEqual({
      batches: { start: 1, patch: 0, metrics: 2, events: 1, heartbeat: 0, complete: 0 },
      values: 3,
      events: 1,
      repeats: 1,
    });
    expect(sync_seconds.counts.reduce((sum, count) => sum + count)).toBe(4);
    expect([failed_commits, journal_records]).toEqual([0, 4]);
    expect(journal_bytes).toBeGreaterThan(100);
    expect(Math.abs(Date.now() - oldest_unpersisted_at!)).toBeLessThan(10_000);
  });
});

describe('deletions', () => {
  const remove = (session_id: string, workspace_id = 'default') =>
    writer.handlers.deleteSession({ workspace_id, session_id }) as unknown as Promise<void>;
  const removeWorkspace = (workspace: string) => writer.handlers.deleteWorkspace(workspace) as unknown as Promise<void>;
  const ended = async (): Promise<void> => {
    while (((await writer.handlers.statistics()) as WriterStatistics).deletions > 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test('a deleted session is gone, its late batches are 404, and a start makes a new one', async () => {
    await start({ producer: 'p1' });
    await batch(1);
    await remove('s');
    expect(await batch(2)).toMatchObject({ status: 404, error: { code: 'not_found' } });
    await expect(remove('s')).rejects.toMatchObject({ code: 'not_found' });
    expect(await start({ agent_id: 'another' })).toMatchObject({ status: 201, attempt: 1 });
    expect(await batch(1)).toMatchObject({ status: 200, accepted: 2, duplicates: 0 });
  });

  test.each(['before anything was persisted', 'after a restart in between'])(
    'no replay brings it back (%s)',
    async (when) => {
      await start();
      await batch(1);
      if (when !== 'before anything was persisted') await crash();
      await remove('s');
      await crash();
      expect(await batch(2)).toMatchObject({ status: 404 });
      await start();
      await batch(3, 'p', 7);
      await crash();
      expect(await batch(3, 'p', 7)).toMatchObject({ status: 200, duplicates: 1 });
    },
  );

  test('batches under way with the deletion are either in it or refused, and never stay alone', async () => {
    await start();
    const sent = Array.from({ length: 20 }, (_, index) => batch(index + 1, 'p', index));
    const removed = remove('s');
    const after = Array.from({ length: 20 }, (_, index) => batch(index + 21, 'p', index));
    await removed;
    const answers = await Promise.all([...sent, ...after]);
    expect(answers.every(({ status }) => status === 200 || status === 404)).toBe(true);
    expect(await batch(99)).toMatchObject({ status: 404 });
    await crash();
    expect(await batch(99)).toMatchObject({ status: 404 });
  });

  test('a workspace goes with all its sessions, at rest or not, and others stay', async () => {
    for (const session_id of ['one', 'two', 'three']) await start({ session_id });
    await start({ session_id: 'other', workspace_id: 'w2' });
    await crash();
    await removeWorkspace('default');
    await ended();
    await crash();
    for (const session_id of ['one', 'two', 'three'])
      expect(await send('heartbeat', session_id, {})).toMatchObject({ status: 404 });
    expect(await send('heartbeat', 'other', { workspace_id: 'w2' })).toMatchObject({ status: 200 });
    await expect(removeWorkspace('default')).rejects.toMatchObject({ code: 'not_found' });
    // Its sessions are not counted any more.
    for (const session_id of ['four', 'five', 'six'])
      expect(await start({ session_id })).toMatchObject({ status: 201 });
    expect(await start({ session_id: 'seven' })).toMatchObject({ status: 413 });
  });

  test('a crash right after a workspace was deleted changes nothing', async () => {
    for (const session_id of ['one', 'two', 'three']) await start({ session_id });
    await removeWorkspace('default');
    await crash();
    await ended();
    for (const session_id of ['one', 'two', 'three'])
      expect(await send('heartbeat', session_id, {})).toMatchObject({ status: 404 });
    expect(await start({ session_id: 'one' })).toMatchObject({ status: 201 });
    await crash();
    expect(await send('heartbeat', 'one', {})).toMatchObject({ status: 200 });
  });
});
