import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashToken } from '../security/token.js';
import { call, startApi, summaryOf, type TestApi } from './api.test.support.js';

let api: TestApi;
beforeEach(async () => void (api = await startApi({ TRAINING_MAX_STREAMS: '3' })));
afterEach(() => api.server.stop('test'));

interface Stream {
  text: string;
  readonly socket: Socket;
  readonly closed: Promise<void>;
  until(part: string): Promise<void>;
}

function open(query: string, { port } = api, headers = ''): Promise<Stream> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET /analytics/live${query} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`),
    );
    const stream: Stream = {
      text: '',
      socket,
      closed: new Promise((done) => socket.on('close', () => done())),
      until: async (part) => {
        for (let tries = 0; !stream.text.includes(part); tries++) {
          if (tries > 300) throw new Error(`${part} did not come in: ${stream.text.slice(-500)}`);
          await new Promise((wait) => setTimeout(wait, 10));
        }
      },
    };
    socket.on('data', (chunk) => {
      stream.text += chunk.toString();
      resolve(stream);
    });
  });
}

const points = (session_id: string, workspace_id = 'default', length = 1, metric = 'loss') => ({
  workspace_id,
  session_id,
  metric,
  attempt: 1,
  labels: {},
  step: Array<number>(length).fill(1),
  epoch: Array<null>(length).fill(null),
  time: Array<number>(length).fill(1),
  value: Array<number>(length).fill(0.5),
});

describe('the live stream', () => {
  it('says hello at once, with headers that keep proxies from buffering', async () => {
    const stream = await open('?session_id=one');
    await stream.until('event: hello');
    expect(stream.text).toMatch(/content-type: text\/event-stream/i);
    expect(stream.text).toMatch(/no-transform/);
    expect(stream.text).toMatch(/x-accel-buffering: no/i);
    expect(stream.text).toMatch(/id: test-1/);
    stream.socket.destroy();
  });

  it('tells sessions of the workspace and points of the sessions named', async () => {
    const stream = await open('?session_id=one&metric=training_loss');
    await stream.until('event: hello');
    expect(api.writer.watched).toEqual([{ workspace_id: 'default', session_id: 'one' }]);
    api.writer.tell({
      sessions: [summaryOf({ session_id: 'two' }), summaryOf({ session_id: 'hidden', workspace_id: 'elsewhere' })],
      points: [points('one'), points('three'), points('one', 'elsewhere'), points('one', 'default', 1, 'reward')],
    });
    await stream.until('event: points');
    expect(stream.text).toContain('"session_id":"two"');
    expect(stream.text).not.toContain('hidden');
    const [, data] = /event: points\ndata: (.*)\n/.exec(stream.text)!;
    expect(JSON.parse(data!)).toEqual({ series: [{ ...points('one'), workspace_id: undefined }], skipped: false });
    expect(data).not.toContain('workspace_id');
    stream.socket.destroy();
    for (let tries = 0; api.writer.watched.length > 0 && tries < 100; tries++)
      await new Promise((wait) => setTimeout(wait, 10));
    expect(api.writer.watched).toEqual([]);
  });

  it('drops points for a slow reader and says so; its newest states come', async () => {
    const stream = await open('?session_id=one');
    await stream.until('event: hello');
    stream.socket.pause();
    for (let turn = 0; turn < 300; turn++) {
      api.writer.tell({
        sessions: [summaryOf({ session_id: 'one', values: turn })],
        points: [points('one', 'default', 3_000)],
      });
      if (turn % 10 === 0) await new Promise((wait) => setTimeout(wait, 1));
    }
    stream.socket.resume();
    await stream.until('"skipped":true');
    await stream.until('"values":299');
    stream.socket.destroy();
  });

  it('says goodbye when the exporter stops', async () => {
    const stream = await open('');
    await stream.until('event: hello');
    await api.server.stop('the exporter is stopping');
    await stream.until('event: end');
    await stream.closed;
    expect(stream.text).toContain('{"reason":"the exporter is stopping"}');
  });

  it('bounds the number of streams and names wrong parameters', async () => {
    const streams = [await open(''), await open(''), await open('')];
    expect((await call(api, 'GET', '/analytics/live')).status).toBe(429);
    expect((await call(api, 'GET', '/analytics/live?sesion_id=x')).json.error.details[0].path).toBe('sesion_id');
    for (const { socket } of streams) socket.destroy();
  });

  it('is of the token`s workspace', async () => {
    const token = 'a'.repeat(40);
    const guarded = await startApi({}, [
      { name: 't', workspace_id: 'mine', scopes: ['read'], sha256: hashToken(token) },
    ]);
    expect((await call(guarded, 'GET', '/analytics/live')).status).toBe(401);
    const headers = { Authorization: `Bearer ${token}` };
    expect((await call(guarded, 'GET', '/analytics/live?workspace_id=elsewhere', { headers })).status).toBe(403);
    const stream = await open('?session_id=one', guarded, `Authorization: Bearer ${token}\r\n`);
    await stream.until('event: hello');
    expect(guarded.writer.watched).toEqual([{ workspace_id: 'mine', session_id: 'one' }]);
    guarded.writer.tell({ points: [points('one', 'elsewhere', 1, 'foreign'), points('one', 'mine', 1, 'own')] });
    await stream.until('"own"');
    expect(stream.text).not.toContain('"foreign"');
    await guarded.server.stop('test');
  });

  it('ends when its token is withdrawn or may no longer read, and goes on for the others', async () => {
    const entry = (letter: string, scopes: ('ingest' | 'read')[] = ['read']) => ({
      name: letter,
      workspace_id: 'mine',
      scopes,
      sha256: hashToken(letter.repeat(40)),
    });
    const guarded = await startApi({}, [entry('a'), entry('b'), entry('c')]);
    const streams = await Promise.all(
      ['a', 'b', 'c'].map((letter) => open('', guarded, `Authorization: Bearer ${letter.repeat(40)}\r\n`)),
    );
    for (const stream of streams) await stream.until('event: hello');
    guarded.tokens!.replace([entry('b', ['ingest']), entry('c')]);
    for (const stream of streams.slice(0, 2)) await stream.until('the token was withdrawn');
    guarded.writer.tell({ sessions: [summaryOf({ session_id: 'one', workspace_id: 'mine' })] });
    await streams[2]!.until('event: sessions');
    for (const stream of streams.slice(0, 2)) expect(stream.text).not.toContain('event: sessions');
    await guarded.server.stop('test');
  });
});
