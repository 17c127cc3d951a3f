import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EventStream } from '../harness/event-stream.js';
import { exchange } from '../harness/http.js';
import { shareExporter } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';

const token = (letter: string): string => letter.repeat(40);
const TOKENS = [
  { name: 'red all', token: token('a'), workspace_id: 'red', scopes: ['ingest', 'read'] },
  { name: 'red reader', token: token('b'), workspace_id: 'red', scopes: ['read'] },
  { name: 'red writer', token: token('c'), workspace_id: 'red', scopes: ['ingest'] },
  { name: 'blue all', token: token('d'), workspace_id: 'blue', scopes: ['ingest', 'read'] },
];

function tokensFile(): string {
  const file = join(temporaryDirectory('tokens'), 'tokens.json');
  const entries = TOKENS.map(({ token: text, ...entry }) => ({
    ...entry,
    sha256: createHash('sha256').update(text).digest('hex'),
  }));
  writeFileSync(file, JSON.stringify(entries));
  return file;
}

describe('tokens', () => {
  const shared = shareExporter({ environment: { TRAINING_TOKENS_FILE: tokensFile() } });
  const of = (name: string) => shared.exporter.client(TOKENS.find((entry) => entry.name === name)!.token);

  test('without one, or with an unknown one, every call but health and page is answered 401', async () => {
    for (const client of [
      shared.exporter.client(),
      shared.exporter.client(token('x')),
      shared.exporter.client('short'),
    ]) {
      expect(await client.refusal('listSessions')).toMatchObject({ status: 401, code: 'unauthenticated' });
      expect(await client.refusal('startSession', { body: { agent_id: 'a', training_config: {} } })).toMatchObject({
        status: 401,
      });
      expect(
        await client.refusal('logMetrics', { parameters: { session_id: 's' }, body: { points: [] } }),
      ).toMatchObject({ status: 401 });
      expect(await client.refusal('status')).toMatchObject({ status: 401 });
      expect((await client.call('alive')).status).toBe('ok');
    }
    await expect(EventStream.open(shared.exporter.port)).rejects.toThrow('401');
  });

  test('a token decides the workspace; another one sees nothing of it, not even that it is there', async () => {
    const [red, blue] = [of('red all'), of('blue all')];
    expect(await red.start({ session_id: 'secret', agent_id: 'red agent' })).toMatchObject({ workspace_id: 'red' });
    await red.log('secret', { producer: 'p', sequence: 1, points: [{ step: 1, metrics: { loss: 1 } }] });
    expect(await blue.refusal('progress', { parameters: { session_id: 'secret' } })).toMatchObject({ status: 404 });
    expect(await blue.refusal('seriesByBody', { body: { session_id: ['secret'], metric: ['loss'] } })).toMatchObject({
      status: 404,
    });
    expect(
      await blue.refusal('logMetrics', {
        parameters: { session_id: 'secret' },
        body: { producer: 'p', sequence: 9, points: [{ step: 1, metrics: { loss: 1 } }] },
      }),
    ).toMatchObject({ status: 404 });
    expect(await blue.refusal('trainingHistory', { parameters: { agent_id: 'red agent' } })).toMatchObject({
      status: 404,
    });
    expect((await blue.call('listSessions')).total).toBe(0);
    expect((await blue.call('listWorkspaces')).items).toEqual([{ workspace_id: 'blue', sessions: 0 }]);
    expect((await blue.call('events')).items).toEqual([]);
    expect(await blue.start({ session_id: 'secret' })).toMatchObject({ workspace_id: 'blue', attempt: 1 });
    expect((await red.summary('secret')).values).toBe(1);
  });

  test('naming another workspace opens nothing: writes and reads are refused alike', async () => {
    const blue = of('blue all');
    const parts = { query: { workspace_id: 'red' } };
    const batch = { producer: 'p', sequence: 1, points: [] };
    const start = { agent_id: 'a', training_config: {}, workspace_id: 'red' };
    expect(await blue.refusal('startSession', { body: start })).toMatchObject({ status: 403, code: 'forbidden' });
    expect(
      await blue.refusal('logMetrics', { ...parts, parameters: { session_id: 'secret' }, body: batch }),
    ).toMatchObject({
      status: 403,
    });
    const body = { workspace_id: 'red', session_id: ['secret'], metric: ['loss'] };
    for (const refusal of [
      blue.refusal('listSessions', parts),
      blue.refusal('listAgents', parts),
      blue.refusal('progress', { ...parts, parameters: { session_id: 'secret' } }),
      blue.refusal('seriesByBody', { body }),
    ]) {
      expect(await refusal).toMatchObject({ status: 403, code: 'forbidden' });
    }
    const own = { query: { workspace_id: 'blue' } };
    expect((await blue.call('listAgents', own)).items.map(({ agent_id }) => agent_id)).toEqual(['agent']);
    const authorization = { Authorization: `Bearer ${token('d')}` };
    await expect(EventStream.open(shared.exporter.port, 'workspace_id=red', authorization)).rejects.toThrow('403');
    const stream = await EventStream.open(shared.exporter.port, 'workspace_id=blue', authorization);
    await of('red all').start({ session_id: 'unseen' });
    await blue.start({ session_id: 'seen' });
    await stream.next('sessions', ({ data }) => data.sessions.some(({ session_id }) => session_id === 'seen'));
    const told = stream.events.flatMap((event) => (event.kind === 'sessions' ? event.data.sessions : []));
    expect(new Set(told.map(({ workspace_id }) => workspace_id))).toEqual(new Set(['blue']));
    stream.close();
  });

  test('a scope that a token lacks is named', async () => {
    expect(
      await of('red reader').refusal('startSession', { body: { agent_id: 'a', training_config: {} } }),
    ).toMatchObject({ status: 403, message: expect.stringContaining('ingest') });
    expect(await of('red writer').refusal('listSessions')).toMatchObject({
      status: 403,
      message: expect.stringContaining('read'),
    });
    const { items } = await of('red reader').call('listSessions');
    expect(new Set(items.map(({ workspace_id }) => workspace_id))).toEqual(new Set(['red']));
  });

  test('status says whom a token talks to', async () => {
    expect(await of('red reader').call('status')).toMatchObject({
      name: 'shadower-training-exporter',
      schema_version: 1,
      store: 'embedded',
      workspace_id: 'red',
      scopes: ['read'],
    });
  });

  test('a token does not open another door: not as a parameter, not by its hash, not in any answer', async () => {
    const port = shared.exporter.port;
    const hash = createHash('sha256').update(token('a')).digest('hex');
    for (const headers of [
      { Authorization: hash },
      { Authorization: `Bearer ${hash}` },
      { Authorization: `Basic ${Buffer.from(`a:${token('a')}`).toString('base64')}` },
    ]) {
      expect((await exchange(port, { method: 'GET', path: '/analytics/sessions', headers })).status).toBe(401);
    }
    expect((await exchange(port, { method: 'GET', path: `/analytics/sessions?token=${token('a')}` })).status).toBe(401);
    expect(shared.exporter.output).not.toContain(token('a'));
  });
});
