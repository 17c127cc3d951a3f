import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { call, entityOf, startApi, summaryOf, type TestApi } from './api.test.support.js';

const SESSIONS = Array.from({ length: 60 }, (_, index) => `s${index}`);

/** A store whose curves come when they are let go. */
class Gate {
  reads = 0;
  #waiting: (() => void)[] = [];

  constructor(api: TestApi) {
    const { reader } = api;
    const series = reader.series.bind(reader);
    reader.series = async (read) => {
      this.reads++;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      return series(read);
    };
  }

  letGo(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 300) throw new Error('did not come true in 3 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a query whose client has gone', () => {
  let api: TestApi;
  let gate: Gate;
  const path = `/analytics/series?metric=loss&${SESSIONS.map((id) => `session_id=${id}`).join('&')}`;
  beforeEach(async () => {
    api = await startApi();
    for (const session_id of SESSIONS) {
      api.reader.entitiesKept.push(entityOf(summaryOf({ session_id }), { loss: 1 }));
      for (const step of [1, 2])
        api.reader.rowsKept.push({
          measurement: 'training_step',
          tags: { workspace_id: 'default', session_id, agent_id: 'agent', attempt: '1' },
          milliseconds: step,
          nanoseconds: 0,
          coordinates: { step },
          fields: { loss: 1 },
        });
    }
    gate = new Gate(api);
  });
  afterEach(() => api.server.stop('test'));

  it.each(['', '&combine=group'])('is read no further%s, and nothing of it is an error', async (others) => {
    const socket = connect(api.port, '127.0.0.1', () =>
      socket.write(`GET ${path}${others} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    );
    await until(() => gate.reads > 0);
    const begun = gate.reads;
    expect(begun).toBeLessThan(SESSIONS.length / 2);
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let turn = 0; turn < 10; turn++) {
      gate.letGo();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(gate.reads).toBe(begun);
    expect(api.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('is read to its end while the client waits', async () => {
    const answer = call(api, 'GET', path);
    const letting = setInterval(() => gate.letGo(), 5);
    const { json } = await answer;
    clearInterval(letting);
    expect(json.curves).toHaveLength(SESSIONS.length);
    expect(gate.reads).toBe(SESSIONS.length);
  });
});

describe('a question about sessions whose client has gone', () => {
  let api: TestApi;
  let asked: string[];
  let letGo: () => void;
  beforeEach(async () => {
    api = await startApi();
    for (const session_id of SESSIONS) api.reader.entitiesKept.push(entityOf(summaryOf({ session_id }), { loss: 1 }));
    asked = [];
    const { reader, writer } = api;
    const entities = reader.entities.bind(reader);
    reader.entities = (read) => (asked.push('entities'), entities(read));
    const count = reader.countEntities.bind(reader);
    reader.countEntities = (...read) => (asked.push('count'), count(...read));
    const settled = new Promise<void>((resolve) => (letGo = resolve));
    const settle = writer.settle.bind(writer);
    writer.settle = async (sessions) => {
      await settle(sessions);
      await settled;
    };
  });
  afterEach(() => api.server.stop('test'));

  it.each([
    '/analytics/sessions',
    '/analytics/sessions/table',
    '/analytics/agents/agent/training-history',
    '/analytics/agents',
    '/analytics/metrics',
    '/analytics/tags',
    '/analytics/events',
    '/analytics/fields',
    '/analytics/field-values?field=state',
    '/analytics/series?metric=loss&session_id=s1',
  ])('%s is not read once it may be', async (path) => {
    const socket = connect(api.port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    );
    await until(() => api.writer.settled.length > 0);
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    letGo();
    await new Promise((resolve) => setTimeout(resolve, 50));
    // Series look their sessions up together with what settles them: their curves are what is not read.
    expect(asked).toEqual(path.includes('/series') ? ['entities'] : []);
    expect(api.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('is answered to a client that waits', async () => {
    const answer = call(api, 'GET', '/analytics/sessions');
    letGo();
    expect((await answer).json.items).toHaveLength(SESSIONS.length);
  });

  it('reads no further bests than those under way', async () => {
    letGo();
    api.reader.entitiesKept.length = 0;
    for (const session_id of SESSIONS)
      api.reader.entitiesKept.push(
        entityOf(
          summaryOf({
            session_id,
            best_step: 1,
            objective_best: 1,
            objective: { metric: 'loss', direction: 'minimize' },
          }),
          { loss: 1 },
        ),
      );
    const gate = new Gate(api);
    const path = `/analytics/events?kind=best&${SESSIONS.map((id) => `session_id=${id}`).join('&')}`;
    const socket = connect(api.port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    );
    await until(() => gate.reads > 0);
    const begun = gate.reads;
    expect(begun).toBeLessThan(20);
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let turn = 0; turn < 5; turn++) {
      gate.letGo();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(gate.reads).toBe(begun);
  });
});
