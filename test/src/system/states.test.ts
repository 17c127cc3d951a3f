import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { SessionSummary } from '@shadower-training/contract';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { PythonProcess } from '../harness/python-process.js';
import { shareExporter } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { waitUntil } from '../harness/waiting.js';

/** Seconds between heartbeats: silence is three missed ones, a hang five intervals without a step. */
const HEARTBEAT_SECONDS = 1;

/** Logs twenty steps in about a second, then does what its argument says for ever. */
const SCRIPT = `
import sys, time
import shadower_training

session = shadower_training.start(
    agent_id="agent", session_id=sys.argv[1], monitoring_config={"heartbeat_interval": ${HEARTBEAT_SECONDS}}, resource_interval=1
)
for step in range(20):
    session.log({"training_loss": 1 / (1 + step)}, step=step)
    time.sleep(0.05)
print("logged", flush=True)
if sys.argv[2] == "block":
    time.sleep(600)  # the main thread is stuck; the client's thread goes on beating
if sys.argv[2] == "evaluate":
    with session.phase("evaluation"):
        time.sleep(600)
step = 20
while True:
    session.log({"training_loss": 1 / (1 + step)}, step=step)
    step += 1
    time.sleep(0.05)
`;

describeWithPeer('Python 3', 'the state of a session fed by the Python client', (python) => {
  const shared = shareExporter();
  const begin = (session_id: string, behaviour: 'block' | 'evaluate' | 'train'): PythonProcess => {
    const directory = temporaryDirectory('client');
    const script = join(directory, 'train.py');
    writeFileSync(script, SCRIPT);
    return new PythonProcess({ python, args: [script, session_id, behaviour], url: shared.exporter.url, directory });
  };
  const state = (session_id: string, wanted: SessionSummary['state'], within = 20_000): Promise<SessionSummary> =>
    waitUntil(
      `${session_id} is ${wanted}`,
      async () => {
        const summary = await shared.client.summary(session_id);
        return summary.state === wanted && summary;
      },
      { within, every: 100 },
    );
  const stateEvents = async (session_id: string) => {
    const { items } = await shared.client.call('events', { query: { session_id, kind: 'state' } });
    return items.map(({ title }) => title);
  };

  test('is hung when the main thread is blocked while the client beats', async () => {
    const training = begin('blocked', 'block');
    await state('blocked', 'running');
    const summary = await state('blocked', 'hung');
    expect(summary.attention).toMatchObject({ level: 'critical' });
    expect(await stateEvents('blocked')).toContain('hung');
    await training.kill9();
  }, 60_000);

  test('stays running through a long evaluation that was announced', async () => {
    const training = begin('evaluating', 'evaluate');
    const summary = await waitUntil('the evaluation is announced', async () => {
      const found = await shared.client.summary('evaluating');
      return found.phase === 'evaluation' && found;
    });
    expect(summary.state).toBe('running');
    const announcedAt = Date.now();
    // Half as long again as it takes to call a silent step a hang.
    while (Date.now() - announcedAt < HEARTBEAT_SECONDS * 7_500) {
      await waitUntil('a moment has passed', () => true, { every: 200 });
      expect((await shared.client.summary('evaluating')).state).toBe('running');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(await stateEvents('evaluating')).not.toContain('hung');
    await training.kill9();
  }, 60_000);

  test('is silent when the process was killed, at its last news and the limit, and runs again with news', async () => {
    const training = begin('killed', 'train');
    await state('killed', 'running');
    await waitUntil('it has logged', async () => ((await shared.client.summary('killed')).completed_steps ?? 0) > 20);
    await training.kill9();
    const summary = await state('killed', 'silent');
    expect(summary.attention).toMatchObject({ level: 'critical' });
    expect(await stateEvents('killed')).toContain('silent');
    await shared.client.log('killed', {
      producer: 'other',
      sequence: 1,
      points: [{ step: 1_000, time: Date.now(), metrics: { training_loss: 0 } }],
    });
    await state('killed', 'running');
  }, 60_000);

  test('is what its end says: completed, failed with its traceback, cancelled', async () => {
    const run = async (session_id: string, end: string) => {
      const directory = temporaryDirectory('client');
      const text = `import shadower_training, os, signal\nwith shadower_training.start(agent_id="a", session_id="${session_id}") as session:\n    session.log({"training_loss": 1.0}, step=0)\n    ${end}\n`;
      const training = new PythonProcess({ python, args: ['-c', text], url: shared.exporter.url, directory });
      await training.ended;
      return waitUntil(`${session_id} has ended`, async () => {
        const found = await shared.client.summary(session_id);
        return found.completed_at !== null && found;
      });
    };
    expect(await run('completed', 'pass')).toMatchObject({ state: 'completed', values: expect.any(Number) });
    const failed = await run('failed', 'raise ValueError("the loss is no number")');
    expect(failed).toMatchObject({ state: 'failed', attention: { level: 'critical' } });
    expect(failed.error_details).toContain('ValueError: the loss is no number');
    expect(await run('cancelled', 'os.kill(os.getpid(), signal.SIGINT)')).toMatchObject({ state: 'cancelled' });
  }, 60_000);
});
