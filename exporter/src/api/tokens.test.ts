import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '@shadower-training/contract';
import { listeningProblem } from '../security/listening.js';
import { CommandError, tokenCommand } from '../security/token-command.js';
import { hashToken } from '../security/token.js';
import { readTokensFile, TokensFileError } from '../security/tokens-file.js';
import { call, entityOf, errorForm, startApi, summaryOf, type TestApi } from './api.test.support.js';

const token = (letter: string): string => letter.repeat(40);
const entry = (letter: string, workspace_id: string, scopes: Scope[]) => ({
  name: letter,
  workspace_id,
  scopes,
  sha256: hashToken(token(letter)),
});

let api: TestApi;
beforeAll(async () => {
  api = await startApi({}, [
    entry('a', 'first', ['ingest', 'read']),
    entry('b', 'second', ['read']),
    entry('c', 'first', ['ingest']),
  ]);
  api.reader.entitiesKept.push(entityOf(summaryOf({ session_id: 's', workspace_id: 'first' }), { loss: 1 }));
});
afterAll(() => api.server.stop('test'));

const as = (letter: string | null, method: string, path: string, body?: object) =>
  call(api, method, path, { body, headers: letter === null ? {} : { Authorization: `Bearer ${token(letter)}` } });

describe('tokens', () => {
  it('are needed for everything but health, documentation and the page', async () => {
    for (const path of ['/analytics/status', '/analytics/sessions', '/analytics/live', '/analytics/workspaces']) {
      const answer = await as(null, 'GET', path);
      expect([path, answer.status, answer.headers['www-authenticate']]).toEqual([path, 401, 'Bearer']);
      expect(answer.json).toEqual(errorForm('unauthenticated'));
      expect((await as('x', 'GET', path)).status).toBe(401);
    }
    for (const path of ['/healthz', '/readyz', '/docs', '/openapi.json', '/'])
      expect((await as(null, 'GET', path)).status).toBe(200);
    expect((await as(null, 'POST', '/analytics/training/s/metrics', {})).status).toBe(401);
    for (const Authorization of [
      '',
      'Bearer',
      `Basic ${token('a')}`,
      `Bearer ${token('a')} ${token('a')}`,
      `Bearer ${token('a').slice(1)}`,
    ]) {
      expect((await call(api, 'GET', '/analytics/status', { headers: { Authorization } })).status).toBe(401);
    }
  });

  it('do what their scopes say', async () => {
    expect((await as('b', 'POST', '/analytics/training/s/metrics', {})).json).toEqual(errorForm('forbidden'));
    expect((await as('c', 'GET', '/analytics/sessions')).status).toBe(403);
    expect((await as('c', 'POST', '/analytics/training/s/metrics', {})).status).toBe(200);
    expect((await as('b', 'GET', '/analytics/status')).json).toMatchObject({
      workspace_id: 'second',
      scopes: ['read'],
    });
  });

  it('see their own workspace only, whatever the request says', async () => {
    expect((await as('a', 'GET', '/analytics/training/s/progress')).status).toBe(200);
    for (const query of ['', '?workspace_id=second']) {
      expect((await as('b', 'GET', `/analytics/training/s/progress${query}`)).status).toBe(404);
      expect((await as('b', 'GET', `/analytics/sessions${query}`)).json.total).toBe(0);
      expect((await as('b', 'GET', `/analytics/events${query}`)).json.items).toEqual([]);
    }
    for (const path of ['training/s/progress', 'sessions', 'sessions/table', 'events', 'agents', 'fields', 'live']) {
      const answer = await as('b', 'GET', `/analytics/${path}?workspace_id=first`);
      expect([path, answer.status, answer.json]).toEqual([path, 403, errorForm('forbidden')]);
    }
    const wanted = { session_id: ['s'], metric: ['loss'] };
    expect((await as('b', 'POST', '/analytics/series', { workspace_id: 'first', ...wanted })).status).toBe(403);
    expect((await as('b', 'POST', '/analytics/series', wanted)).status).toBe(404);
    expect((await as('b', 'GET', '/analytics/workspaces')).json.items).toEqual([
      { workspace_id: 'second', sessions: 0 },
    ]);
    await as('c', 'POST', '/analytics/training/s/metrics?workspace_id=second', {});
    expect(api.writer.received.at(-1)).toMatchObject({ token_workspace_id: 'first', query_workspace_id: 'second' });
  });

  it('make any Host and Origin acceptable: a page cannot know one', async () => {
    const headers = {
      Authorization: `Bearer ${token('a')}`,
      Host: 'training.example.org',
      Origin: 'https://grafana.example.org',
    };
    expect((await call(api, 'GET', '/analytics/status', { headers })).status).toBe(200);
  });

  it('are drawn once and kept as hashes', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tokens-')), 'tokens.json');
    const drawn = ['one', 'two'].map((name) =>
      tokenCommand(
        ['create', '--workspace', 'w', '--scopes', 'ingest,read', '--name', name, '--file', file],
        null,
      ).slice(0, 40),
    );
    expect(drawn[0]).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(drawn[0]).not.toBe(drawn[1]);
    expect(readTokensFile(file).map(({ sha256 }) => sha256)).toEqual(drawn.map(hashToken));
    expect(readFileSync(file, 'utf8')).not.toContain(drawn[0]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const wrong of [
      ['create'],
      ['delete'],
      ['create', '--workspace', 'w', '--scopes', 'all', '--file', file],
      ['create', '--what'],
    ]) {
      expect(() => tokenCommand(wrong, null)).toThrow(CommandError);
    }
    writeFileSync(file, '[{"name": "x", "workspace_id": "w", "scopes": ["all"], "sha256": "1"}]');
    expect(() => readTokensFile(file)).toThrow(TokensFileError);
    expect(() => readTokensFile(file)).toThrow(/scopes.*sha256/);
  });

  it('are listed without their hashes and withdrawn by id', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tokens-')), 'tokens.json');
    const make = (workspace: string) =>
      tokenCommand(['create', '--workspace', workspace, '--scopes', 'read,metrics', '--file', file], null).slice(0, 40);
    const [first, second] = [make('one'), make('two')];
    const listed = tokenCommand(['list'], file).split('\n');
    expect(listed[0]).toMatch(/^id +name +workspace +scopes +created$/);
    expect(listed.slice(1)).toEqual([
      expect.stringMatching(new RegExp(`^${hashToken(first).slice(0, 12)} +one +one +read,metrics +\\d{4}-`)),
      expect.stringMatching(new RegExp(`^${hashToken(second).slice(0, 12)} +two +two `)),
    ]);
    expect(listed.join()).not.toContain(hashToken(first));
    expect(tokenCommand(['list', '--workspace', 'two'], file).split('\n').length).toBe(2);
    expect(tokenCommand(['revoke', hashToken(first).slice(0, 12)], file)).toMatch(
      /^"one" of workspace "one" is withdrawn/,
    );
    expect(readTokensFile(file).map(({ workspace_id }) => workspace_id)).toEqual(['two']);
    for (const wrong of [['revoke'], ['revoke', 'x'], ['revoke', hashToken(second)], ['list', 'x'], []]) {
      expect(() => tokenCommand(wrong, file)).toThrow(CommandError);
    }
  });

  it('are kept by who kept them before, and none is lost where commands run at the same time', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tokens-')), 'tokens.json');
    tokenCommand(['create', '--workspace', 'one', '--scopes', 'read', '--file', file], null);
    chmodSync(file, 0o640);
    const command = `import { tokenCommand } from ${JSON.stringify(new URL('../security/token-command.js', import.meta.url).href)};
      tokenCommand(['create', '--workspace', 'more', '--scopes', 'read', '--file', ${JSON.stringify(file)}], null);`;
    const run = promisify(execFile);
    await Promise.all(
      Array.from({ length: 4 }, () => run(process.execPath, ['--input-type=module', '--eval', command])),
    );
    expect(readTokensFile(file).length).toBe(5);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    writeFileSync(`${file}.lock`, '');
    expect(() => tokenCommand(['create', '--workspace', 'w', '--scopes', 'read', '--file', file], null)).toThrow(
      /another command holds/,
    );
  }, 20_000);

  it('are what listening outside loopback needs', () => {
    expect(listeningProblem({ host: '0.0.0.0', port: 1 }, false)).toMatch(
      /refusing to listen on 0.0.0.0 without tokens.*TRAINING_TOKENS_FILE/,
    );
    expect(listeningProblem({ host: '0.0.0.0', port: 1 }, true)).toBeNull();
    expect(listeningProblem({ host: '::1', port: 1 }, false)).toBeNull();
  });
});
