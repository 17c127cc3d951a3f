import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { SCOPES, type Scope } from '@shadower-training/contract';
import { exchange, type HttpAnswer, type HttpRequest } from '../harness/http.js';
import { errorOf } from '../harness/native-client.js';
import { shareExporter } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { waitUntil } from '../harness/waiting.js';

/** Stands in everything that the foreign workspace holds, its name included, and in nothing that is asked for. */
const PLANTED = 'planted';
const FOREIGN = { workspace: `${PLANTED}-workspace`, session: 'foreign-session', agent: 'foreign-agent' };
const OWN = { workspace: 'own', session: 'own-session', agent: 'own-agent' };

type Target = typeof OWN;
interface Operation {
  readonly operationId: string;
  readonly 'x-scope'?: Scope;
  readonly 'x-own-workspace-scope'?: Scope;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
}
interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** A token of 40 letters for every scope of a workspace. */
const tokenOf = (workspace: string, scope: Scope | 'all'): string =>
  createHash('sha256').update(`${workspace} ${scope}`).digest('hex').slice(0, 40);

function tokensFile(): string {
  const file = join(temporaryDirectory('tokens'), 'tokens.json');
  const entry = (workspace_id: string, scope: Scope | 'all') => ({
    name: `${workspace_id} ${scope}`,
    workspace_id,
    scopes: scope === 'all' ? SCOPES : [scope],
    sha256: createHash('sha256').update(tokenOf(workspace_id, scope)).digest('hex'),
  });
  const entries = [...SCOPES.map((scope) => entry(OWN.workspace, scope)), entry(OWN.workspace, 'all')];
  writeFileSync(file, JSON.stringify([...entries, entry(FOREIGN.workspace, 'all')]));
  return file;
}

/** Query parameters without which a route answers nothing. */
const NEEDED: Readonly<Record<string, (target: Target) => Record<string, string>>> = {
  series: ({ session }) => ({ session_id: session, metric: 'loss' }),
  listFieldValues: () => ({ field: 'name' }),
};

/** Bodies by operation id; those with a workspace take it here, others in the query. */
const BODIES: Readonly<Record<string, (target: Target) => Record<string, unknown>>> = {
  startSession: () => ({ agent_id: OWN.agent, training_config: {} }),
  describeSession: () => ({ notes: 'changed' }),
  logMetrics: () => ({ points: [{ step: 1, time: Date.now(), metrics: { loss: 1 } }] }),
  logEvents: () => ({ events: [{ kind: 'note', time: Date.now(), text: 'a note' }] }),
  heartbeat: () => ({}),
  completeSession: () => ({ status: 'completed' }),
  optimize: () => ({}),
  seriesByBody: ({ session }) => ({ session_id: [session], metric: ['loss'] }),
};

describe('every route, by scope, for the own and a foreign workspace', () => {
  const shared = shareExporter({ environment: { TRAINING_TOKENS_FILE: tokensFile() } });
  let routes: Route[] = [];

  beforeAll(async () => {
    const { text } = await exchange(shared.exporter.port, { method: 'GET', path: '/openapi.json' });
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> };
    routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
    await plant(FOREIGN, PLANTED);
    await plant(OWN, 'own');
  });

  /** Fills a workspace: the word stands in all that a session can hold. */
  async function plant({ workspace, session, agent }: Target, word: string): Promise<void> {
    const client = shared.exporter.client(tokenOf(workspace, 'all'));
    const parameters = { session_id: session };
    await client.start({
      session_id: session,
      agent_id: agent,
      name: `${word} name`,
      group: `${word} group`,
      notes: `${word} notes`,
      tags: { [`${word} tag`]: `${word} value`, team: `${word} team` },
      training_config: { hyperparameters: { [`${word}_rate`]: 1, optimizer: `${word} optimizer` } },
    });
    const metrics = { loss: 1, [`${word}_metric`]: 2 };
    await client.log(session, {
      producer: 'p',
      sequence: 1,
      points: [1, 2, 3].map((step) => ({ step, metrics })),
    });
    const events = [{ kind: 'note', time: Date.now(), text: `${word} message` }];
    await client.call('logEvents', { parameters, body: { events } });
    // A second session by the foreign workspace whose id and agent are no secret to the one who asks for them.
    await client.start({ session_id: `${word}-other-session`, agent_id: `${word}-other-agent` });
    client.close();
  }

  /** The request of a route about a target; `named` names its workspace as well. */
  function requestFor({ method, path, operation }: Route, target: Target, named: boolean): HttpRequest {
    const { operationId, parameters, requestBody } = operation;
    const filled = path
      .replace('{session_id}', target.session)
      .replace('{agent_id}', target.agent)
      .replace('{workspace_id}', target.workspace);
    const search = new URLSearchParams(NEEDED[operationId]?.(target));
    const body = requestBody === undefined ? undefined : BODIES[operationId]!(target);
    if (named && (parameters.some(({ name }) => name === 'workspace_id') || body === undefined))
      search.set('workspace_id', target.workspace);
    else if (named) body!['workspace_id'] = target.workspace;
    return {
      method,
      path: search.size > 0 ? `${filled}?${search}` : filled,
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    };
  }

  const send = (sent: HttpRequest, token: string | null): Promise<HttpAnswer> => {
    // The one thing in which answers alike would differ.
    const headers = {
      'X-Request-Id': 'same',
      ...sent.headers,
      ...(token !== null && { Authorization: `Bearer ${token}` }),
    };
    return sent.path.startsWith('/analytics/live') && sent.method === 'GET'
      ? beginningOf(shared.exporter.port, { ...sent, headers })
      : exchange(shared.exporter.port, { ...sent, headers });
  };

  const mayUse = ({ 'x-scope': scope, 'x-own-workspace-scope': own }: Operation, held: Scope): boolean =>
    scope === undefined || held === scope || held === own;

  /** Every route with a name for what a failure says. */
  async function forEachRoute(check: (route: Route, name: string) => Promise<void>): Promise<void> {
    expect(routes.length).toBeGreaterThan(25);
    for (const route of routes) await check(route, `${route.method} ${route.path}`);
  }

  test('without a token, or with a wrong one, 401; what needs none is served and holds nothing', async () => {
    await forEachRoute(async (route, name) => {
      for (const token of [null, 'x'.repeat(40), tokenOf(OWN.workspace, 'all').slice(1)]) {
        for (const target of [OWN, FOREIGN]) {
          const answer = await send(requestFor(route, target, false), token);
          expect([name, answer.status]).toEqual([name, route.operation['x-scope'] ? 401 : 200]);
          expect([name, answer.text]).toEqual([name, expect.not.stringContaining(PLANTED)]);
          if (answer.status === 401) expect(errorOf(name, answer).error.code).toBe('unauthenticated');
        }
      }
    });
  });

  test('a scope that is missing is 403, for the own workspace and for a foreign one', async () => {
    await forEachRoute(async (route, name) => {
      for (const scope of SCOPES.filter((held) => !mayUse(route.operation, held))) {
        for (const [target, named] of [
          [OWN, false],
          [OWN, true],
          [FOREIGN, false],
          [FOREIGN, true],
        ] as const) {
          const answer = await send(requestFor(route, target, named), tokenOf(OWN.workspace, scope));
          expect([name, scope, answer.status]).toEqual([name, scope, 403]);
          expect(errorOf(name, answer).error.message).toContain(`lacks the scope`);
          expect([name, answer.text]).toEqual([name, expect.not.stringContaining(PLANTED)]);
        }
      }
    });
  });

  test('with the scope the own workspace is served', async () => {
    await forEachRoute(async (route, name) => {
      // What deletes has a test of its own, at the end.
      if (route.method === 'DELETE') return;
      for (const scope of SCOPES.filter((held) => mayUse(route.operation, held))) {
        const answer = await send(requestFor(route, OWN, false), tokenOf(OWN.workspace, scope));
        const good = route.operation.operationId === 'optimize' ? [501] : [200, 201];
        expect([name, scope, good.includes(answer.status), answer.status]).toEqual([name, scope, true, answer.status]);
        // The one answer about all workspaces is for those who hold the scope that says so.
        if (route.path === '/metrics' && scope === 'metrics') expect(answer.text).toContain(FOREIGN.workspace);
        else expect([name, answer.text]).toEqual([name, expect.not.stringContaining(PLANTED)]);
      }
    });
  });

  test('a foreign session or agent is 404, as one that does not exist; its workspace by name is 403', async () => {
    const nowhere = { workspace: 'nowhere-workspace', session: 'nowhere-session', agent: 'nowhere-agent' };
    await forEachRoute(async (route, name) => {
      const { 'x-scope': scope, operationId } = route.operation;
      if (!scope || route.path === '/metrics') return;
      const token = tokenOf(OWN.workspace, scope);
      const answer = await send(requestFor(route, FOREIGN, false), token);
      const asks = route.path.includes('{') || operationId === 'series' || operationId === 'seriesByBody';
      if (asks) {
        const missing = await send(requestFor(route, nowhere, false), token);
        expect([name, answer.status, missing.status]).toEqual([name, 404, 404]);
        expect(answer.text.replaceAll('foreign', 'nowhere')).toBe(missing.text);
      }
      expect([name, answer.text]).toEqual([name, expect.not.stringContaining(PLANTED)]);
      if (route.path.includes('{workspace_id}')) return;
      const named = await send(requestFor(route, FOREIGN, true), token);
      // A route that takes no workspace says that it knows no such parameter.
      const takes = 'requestBody' in route.operation || takesWorkspace(route);
      if (takes) expect([name, named.status]).toEqual([name, 403]);
      expect([name, named.text]).toEqual([name, expect.not.stringContaining(PLANTED)]);
    });
  });

  test('lists that are asked for foreign sessions, agents and tags by filter are empty', async () => {
    await forEachRoute(async (route, name) => {
      const { 'x-scope': scope, parameters } = route.operation;
      if (scope !== 'read' || route.method !== 'GET' || route.path.includes('{')) return;
      for (const [parameter, value] of [
        ['session_id', FOREIGN.session],
        ['agent_id', FOREIGN.agent],
      ] as const) {
        if (!parameters.some((each) => each.name === parameter)) continue;
        const sent = requestFor(route, OWN, false);
        const mark = sent.path.includes('?') ? '&' : '?';
        const answer = await send(
          { ...sent, path: `${sent.path}${mark}${parameter}=${value}` },
          tokenOf(OWN.workspace, 'read'),
        );
        expect([name, [200, 404].includes(answer.status)]).toEqual([name, true]);
        expect([name, answer.text]).toEqual([name, expect.not.stringContaining(PLANTED)]);
      }
    });
  });

  test('HEAD asks for the same scope as GET, and other methods tell nothing', async () => {
    await forEachRoute(async (route, name) => {
      if (route.method === 'GET') {
        const sent = { ...requestFor(route, OWN, false), method: 'HEAD' };
        const [without, withToken] = [
          await send(sent, null),
          await send(sent, tokenOf(OWN.workspace, route.operation['x-scope'] ?? 'read')),
        ];
        expect([name, without.status, withToken.status]).toEqual([name, route.operation['x-scope'] ? 401 : 200, 200]);
      }
      for (const method of ['DELETE', 'PUT', 'OPTIONS', 'TRACE']) {
        const { path } = requestFor(route, FOREIGN, false);
        const answer = await send({ method, path }, tokenOf(OWN.workspace, 'all'));
        // `start` fits where a session's id stands too: a session of that name is not there.
        const expected = method === 'OPTIONS' ? [204] : method === 'DELETE' ? [404, 405] : [405];
        expect([name, method, expected.includes(answer.status), answer.status]).toEqual([
          name,
          method,
          true,
          answer.status,
        ]);
        expect([name, answer.text]).toEqual([name, expect.not.stringContaining(PLANTED)]);
      }
    });
  });

  test('nothing of all that has changed the foreign workspace', async () => {
    const client = shared.exporter.client(tokenOf(FOREIGN.workspace, 'all'));
    expect(await client.summary(FOREIGN.session)).toMatchObject({
      notes: `${PLANTED} notes`,
      state: 'running',
      values: 6,
    });
    expect((await client.call('listSessions')).total).toBe(2);
    client.close();
  });

  test('what is deleted is the own workspace`s alone, and leaves a line in the log for each', async () => {
    const admin = tokenOf(OWN.workspace, 'admin');
    const remove = async (path: string): Promise<number> => (await send({ method: 'DELETE', path }, admin)).status;
    expect(await remove(`/analytics/training/${OWN.session}`)).toBe(200);
    expect(await remove(`/analytics/training/${OWN.session}`)).toBe(404);
    expect(await remove(`/analytics/workspaces/${FOREIGN.workspace}`)).toBe(404);
    expect(await remove(`/analytics/workspaces/${OWN.workspace}`)).toBe(202);
    // What a child has written is read a moment later.
    await waitUntil('both are logged', () => shared.exporter.output.split('_deleted"').length > 2);
    const audited = shared.exporter.output.split('\n').flatMap((line) => {
      if (!line.includes('_deleted"')) return [];
      const { audit, workspace_id, session_id, token, request_id } = JSON.parse(line) as Record<string, unknown>;
      return [{ audit, workspace_id, session_id, token, request_id }];
    });
    const by = { workspace_id: OWN.workspace, token: `${OWN.workspace} admin`, request_id: 'same' };
    expect(audited).toEqual([
      { audit: 'session_deleted', session_id: OWN.session, ...by },
      { audit: 'workspace_deleted', session_id: undefined, ...by },
    ]);
    const foreign = shared.exporter.client(tokenOf(FOREIGN.workspace, 'all'));
    expect((await foreign.call('listSessions')).total).toBe(2);
    foreign.close();
  });

  const takesWorkspace = ({ operation }: Route): boolean =>
    operation['x-scope'] === 'ingest' || operation.parameters.some(({ name }) => name === 'workspace_id');
});

/** The first news of a stream, which never ends by itself; a refusal as it is. */
function beginningOf(port: number, { path, headers }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let text = '';
      const done = (): void => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        outgoing.destroy();
      };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.includes('event: hello')) setTimeout(done, 200);
      });
      response.on('end', done);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
