import type { NativeClient } from '../harness/native-client.js';
import { randomFrom } from '../harness/random.js';

/** A point as training code logs it. */
export interface Logged {
  readonly step: number;
  readonly epoch?: number;
  readonly time?: number;
  readonly metrics: Readonly<Record<string, number | string>>;
}

const STEPS_AN_EPOCH = 20;
const STEP_MILLISECONDS = 500;

/** Sends points of a session, as one producer. */
export async function send(client: NativeClient, session_id: string, points: readonly Logged[], sequence = 1) {
  await client.log(session_id, { producer: 'test', sequence, points });
}

/** Ends a session. */
export async function complete(client: NativeClient, { session_id, workspace_id }: Run, body: Record<string, unknown>) {
  await client.call('completeSession', { parameters: { session_id }, query: { workspace_id }, body });
}

/** How a run goes. */
export interface Run {
  readonly session_id: string;
  readonly name?: string;
  readonly steps?: number;
  /** How much validation loss rises over its second half. */
  readonly rise?: number;
  readonly workspace_id?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Points of a run as they look: noisy training loss a step, validation loss an epoch, learning rate, gradient norm. */
export function pointsOf({ steps = 200, rise = 0, session_id }: Run): Logged[] {
  const random = randomFrom([...session_id].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  const began = Date.now() - steps * STEP_MILLISECONDS;
  return Array.from({ length: steps }, (_, step) => {
    const loss = 0.3 + 2 * Math.exp(-step / (steps / 6));
    const late = Math.max(0, step - steps / 2) / steps;
    const isEpochEnd = step % STEPS_AN_EPOCH === STEPS_AN_EPOCH - 1;
    return {
      step,
      epoch: (step + 1) / STEPS_AN_EPOCH,
      time: began + step * STEP_MILLISECONDS,
      metrics: {
        training_loss: loss * (1 + 0.1 * (random() - 0.5)) - 0.2 * late,
        learning_rate: 1e-3 * Math.cos((step / steps) * 1.5),
        gradient_norm: 0.4 + 2 * Math.exp(-step / 40) + 0.2 * random(),
        ...(isEpochEnd && { validation_loss: loss + 0.05 + rise * late }),
      },
    };
  });
}

/** Starts a session and logs a run into it. */
export async function logRun(client: NativeClient, run: Run): Promise<Logged[]> {
  const { session_id, name = session_id, steps = 200, workspace_id, body } = run;
  const started_at = new Date(Date.now() - steps * STEP_MILLISECONDS).toISOString();
  const total = { total_steps: steps, total_epochs: steps / STEPS_AN_EPOCH };
  await client.start({ session_id, name, started_at, workspace_id, ...total, ...body });
  const points = pointsOf(run);
  const batch = { producer: 'test', sequence: 1, points };
  await client.call('logMetrics', { parameters: { session_id }, query: { workspace_id }, body: batch });
  return points;
}
