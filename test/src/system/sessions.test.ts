import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SessionSummary } from '@shadower-training/contract';
import { shareExporter } from '../harness/shared-exporter.js';

/** Five sessions that differ in everything that can be asked for. */
const RUNS = [
  {
    id: 'a',
    agent: 'alpha',
    lr: 0.1,
    loss: 0.9,
    start: '2026-01-01T00:00:00Z',
    end: '2026-01-01T02:00:00Z',
    status: 'completed',
    tags: { team: 'search' },
    group: 'sweep',
    model: 'llama',
    name: 'first try',
  },
  {
    id: 'b',
    agent: 'alpha',
    lr: 0.01,
    loss: 0.4,
    start: '2026-01-02T00:00:00Z',
    end: '2026-01-02T02:00:00Z',
    status: 'failed',
    tags: { team: 'ads', size: 'big' },
    group: 'sweep',
    model: 'llama',
    name: 'second try',
  },
  {
    id: 'c',
    agent: 'beta',
    lr: 0.001,
    loss: 0.2,
    start: '2026-01-03T00:00:00Z',
    end: '2026-01-03T02:00:00Z',
    status: 'stopped',
    tags: { team: 'search' },
    model: 'mistral',
    name: 'Third',
  },
  {
    id: 'd',
    agent: 'beta',
    lr: 1e-4,
    loss: 0.3,
    start: '2026-01-04T00:00:00Z',
    end: '2026-01-04T02:00:00Z',
    status: 'cancelled',
    model: 'mistral',
  },
  { id: 'e', agent: 'gamma', lr: 1e-5, start: '2026-01-05T00:00:00Z', model: 'mistral' },
] as const;

describe('lists of sessions', () => {
  const shared = shareExporter();
  const ids = async (query: Record<string, string | number | readonly string[]>): Promise<string> => {
    const { items } = await shared.client.call('listSessions', { query });
    return items.map(({ session_id }) => session_id).join('');
  };

  beforeAll(async () => {
    for (const run of RUNS) {
      const { id: session_id, agent: agent_id, start: started_at, model: model_base, lr: learning_rate } = run;
      const described = {
        ...('tags' in run && { tags: run.tags }),
        ...('group' in run && { group: run.group }),
        ...('name' in run && { name: run.name }),
      };
      const hyperparameters = { learning_rate, optimizer: session_id === 'a' ? 'sgd' : 'adam', 'nested.flag': true };
      await shared.client.start({
        session_id,
        agent_id,
        started_at,
        ...described,
        training_config: { model_base, training_type: 'fine_tuning', hyperparameters, dataset: { size: 100 } },
      });
      if (!('loss' in run)) continue;
      const points = [1, 2, 3].map((step) => ({
        step,
        epoch: step,
        time: Date.parse(started_at) + step * 60_000,
        metrics: { validation_loss: run.loss * (4 - step), eval_loss: 1 },
      }));
      await shared.client.log(session_id, { producer: 'p', sequence: 1, points });
      await shared.client.complete(session_id, {
        status: run.status,
        completed_at: run.end,
        ...(run.status === 'failed' && { error_details: 'Traceback\nMemoryError: no room' }),
      });
    }
  });

  test.each([
    [{ agent_id: 'alpha' }, 'ba'],
    [{ agent_id: ['alpha', 'gamma'] }, 'eba'],
    [{ state: ['completed', 'failed'] }, 'ba'],
    [{ tag: 'team=search' }, 'ca'],
    [{ tag: ['team=ads', 'size=big'] }, 'b'],
    [{ group: 'sweep' }, 'ba'],
    [{ model: 'mistral' }, 'edc'],
    [{ text: 'try' }, 'ba'],
    [{ session_id: ['a', 'd', 'zz'] }, 'da'],
    [{ to: '2026-01-02T12:00:00Z' }, 'ba'],
    [{ from: '2026-01-03T01:00:00Z', to: '2026-01-03T03:00:00Z' }, 'c'],
    [{ from: Date.parse('2026-01-01T01:00:00Z'), to: Date.parse('2026-01-02T01:00:00Z') }, 'ba'],
    [{ workspace_id: 'elsewhere' }, ''],
  ])('are narrowed by %j', async (query, expected) => {
    expect(await ids(query)).toBe(expected);
  });

  test.each([
    ['hyperparameters.learning_rate>=0.001', 'cba'],
    ['hyperparameters.learning_rate<1e-4', 'e'],
    ['hyperparameters.optimizer=sgd', 'a'],
    ['hyperparameters.optimizer!=sgd', 'edcb'],
    ['hyperparameters.nested.flag=true', 'edcba'],
    ['metrics.validation_loss<0.35', 'dc'],
    ['metrics.validation_loss=0.4', 'b'],
    ['tags.team=search', 'ca'],
    ['state=failed', 'b'],
    ['best_step=3', 'dcba'],
    ['objective_best<=0.3', 'dc'],
    ['started_at>2026-01-03T12:00:00Z', 'ed'],
    ['completed_at=null', 'e'],
    ['quality_metrics.convergence_rate>0', 'dcba'],
  ])('are narrowed where %s', async (where, expected) => {
    expect(await ids({ where })).toBe(expected);
  });

  test('several conditions must all hold', async () => {
    expect(
      await ids({ where: ['hyperparameters.learning_rate<=0.01', 'metrics.validation_loss>0.25'], agent_id: 'alpha' }),
    ).toBe('b');
  });

  test.each([
    ['started_at', 'abcde'],
    ['-started_at', 'edcba'],
    ['hyperparameters.learning_rate', 'edcba'],
    ['agent_id', 'ab|cd|e'],
    ['-name', ''],
  ])('are sorted by %s', async (sort, expected) => {
    const sorted = await ids({ sort });
    expect(sorted).toHaveLength(5);
    if (!expected.includes('|')) expect(sorted).toBe(expected || sorted);
    else
      for (const [index, group] of expected.split('|').entries())
        expect([...group]).toContain([...sorted][[0, 2, 4][index]!]);
  });

  test('sorted by a metric, sessions without it come last in both directions', async () => {
    expect(await ids({ sort: 'metrics.validation_loss' })).toBe('cdbae');
    expect(await ids({ sort: '-metrics.validation_loss' })).toBe('abdce');
  });

  test.each(['-started_at', 'metrics.validation_loss', '-hyperparameters.learning_rate', 'name'])(
    'come in pages that miss and repeat nothing, by %s',
    async (sort) => {
      const whole = await ids({ sort });
      let paged = '';
      let cursor: string | null = null;
      do {
        const page: { items: SessionSummary[]; next_cursor: string | null; total: number } = await shared.client.call(
          'listSessions',
          { query: { sort, limit: 2, cursor: cursor ?? undefined } },
        );
        expect(page.total).toBe(5);
        expect(page.items.length).toBeLessThanOrEqual(2);
        paged += page.items.map(({ session_id }) => session_id).join('');
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(paged).toBe(whole);
    },
  );

  test('a cursor that is none, or of another sort, is refused', async () => {
    expect(await shared.client.refusal('listSessions', { query: { cursor: 'nonsense' } })).toMatchObject({
      status: 400,
    });
  });

  test('a summary says what the session said and what follows from it', async () => {
    expect(await shared.client.summary('b')).toMatchObject({
      agent_id: 'alpha',
      name: 'second try',
      group: 'sweep',
      tags: { team: 'ads', size: 'big' },
      state: 'failed',
      base_model: 'llama',
      training_type: 'fine_tuning',
      hyperparameters: { learning_rate: 0.01, optimizer: 'adam' },
      dataset_size: 100,
      objective: { metric: 'validation_loss', direction: 'minimize' },
      objective_value: 0.4,
      objective_best: 0.4,
      objective_values: expect.any(Number),
      best_step: 3,
      best_epoch: 3,
      steps_since_best: 0,
      final_validation_loss: 0.4,
      duration_hours: 2,
      // It was logged afterwards: what failed in the past asks for nobody's attention.
      attention: { level: 'none', reason: null },
      values: 6,
      started_at: '2026-01-02T00:00:00.000Z',
      completed_at: '2026-01-02T02:00:00.000Z',
    });
  });

  test('side by side they have a column for what any of them holds, marked where they differ', async () => {
    const { columns, rows, total } = await shared.client.call('sessionsTable', {
      query: { session_id: ['a', 'b', 'e'], sort: 'started_at' },
    });
    expect(total).toBe(3);
    const column = (name: string) => {
      const index = columns.findIndex((each) => each.name === name);
      return { ...columns[index], values: rows.map((row) => row[index]) };
    };
    expect(column('session_id')).toMatchObject({ kind: 'identity', differs: true, values: ['a', 'b', 'e'] });
    expect(column('hyperparameters.learning_rate')).toMatchObject({
      kind: 'hyperparameter',
      type: 'number',
      differs: true,
      values: [0.1, 0.01, 1e-5],
    });
    expect(column('hyperparameters.nested.flag')).toMatchObject({ type: 'boolean', differs: false });
    expect(column('metrics.validation_loss')).toMatchObject({
      kind: 'metric',
      differs: true,
      values: [0.9, 0.4, null],
    });
    expect(column('tags.team')).toMatchObject({ kind: 'tag', values: ['search', 'ads', null] });
    expect(column('started_at')).toMatchObject({
      type: 'time',
      values: ['a', 'b', 'e'].map((id) => Date.parse(RUNS.find((run) => run.id === id)!.start)),
    });
    expect(column('training_type')).toMatchObject({ differs: false });
  });

  test('workspaces, agents, metric names and tags are listed', async () => {
    const { client } = shared;
    expect((await client.call('listWorkspaces')).items).toEqual([{ workspace_id: 'default', sessions: 5 }]);
    expect((await client.call('listAgents')).items.map(({ agent_id, sessions }) => [agent_id, sessions])).toEqual([
      ['gamma', 1],
      ['beta', 2],
      ['alpha', 2],
    ]);
    const { items: metrics } = await client.call('listMetrics', { query: { agent_id: 'alpha' } });
    expect(metrics.find(({ name }) => name === 'validation_loss')).toEqual({
      name: 'validation_loss',
      kind: 'values',
      unit: 'none',
      sessions: 2,
    });
    expect(metrics.find(({ kind }) => kind === 'scores')).toMatchObject({ unit: 'ratio' });
    expect((await client.call('listTags')).items).toEqual([
      { name: 'size', values: ['big'] },
      { name: 'team', values: ['ads', 'search'] },
    ]);
    expect((await client.call('listTags', { query: { session_id: 'a' } })).items).toEqual([
      { name: 'team', values: ['search'] },
    ]);
  });

  test("an agent's history comes newest first, in pages, with or without performance", async () => {
    const { client } = shared;
    const parameters = { agent_id: 'alpha' };
    const first = await client.call('trainingHistory', { parameters, query: { limit: 1 } });
    expect(first).toMatchObject({ total: 2, items: [{ session_id: 'b', quality_metrics: expect.anything() }] });
    const second = await client.call('trainingHistory', {
      parameters,
      query: { limit: 1, cursor: first.next_cursor!, include_performance: false },
    });
    expect(second).toMatchObject({ next_cursor: null, items: [{ session_id: 'a' }] });
    expect(second.items[0]).not.toHaveProperty('quality_metrics');
    expect(second.items[0]).not.toHaveProperty('sparkline');
  });

  test('what fails now asks for attention, and is found by it', async () => {
    const { client } = shared;
    const query = { workspace_id: 'attended', where: 'attention>=critical' };
    for (const session_id of ['m', 'n']) await client.start({ session_id, workspace_id: 'attended' });
    expect(await ids(query)).toBe('');
    await client.call('completeSession', {
      parameters: { session_id: 'n' },
      query: { workspace_id: 'attended' },
      body: { status: 'failed', error_details: 'MemoryError: no room' },
    });
    expect(await ids(query)).toBe('n');
    expect(await client.summary('n', 'attended')).toMatchObject({
      attention: { level: 'critical', reason: 'MemoryError: no room' },
    });
  });

  test('what became known later is merged into what is known', async () => {
    const { client } = shared;
    await client.start({
      session_id: 'p',
      workspace_id: 'patched',
      tags: { a: '1' },
      training_config: { hyperparameters: { x: 1 } },
    });
    const parts = { parameters: { session_id: 'p' }, query: { workspace_id: 'patched' } };
    await client.call('describeSession', {
      ...parts,
      body: { name: 'later', tags: { b: '2' }, total_steps: 10, training_config: { hyperparameters: { y: 2 } } },
    });
    expect(await client.summary('p', 'patched')).toMatchObject({
      name: 'later',
      total_steps: 10,
      hyperparameters: { x: 1, y: 2 },
      tags: { a: '1', b: '2' },
    });
  });
});
