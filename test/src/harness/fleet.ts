/**
 * The sessions of a small team, one of every sort that dashboards tell apart: running on two ranks, resumed, overfitted,
 * diverged, failed with a traceback, stopped early, cancelled, and a group of parallel runs. For tests of dashboards,
 * and for pictures of them: fleet-command.ts.
 */
import type { NativeClient } from './native-client.js';
import { randomFrom } from './random.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEPS_AN_EPOCH = 20;
/** Of one GPU. */
const DOLLARS_AN_HOUR = 2.4;

interface Member {
  session_id: string;
  name: string;
  agent_id: string;
  /** How long ago it started and how long it took, in hours. */
  ago: number;
  took: number;
  steps: number;
  /** Of how many steps it was meant to have; as many as it has unless told. */
  planned?: number;
  learningRate: number;
  group?: string;
  /** Ranks, each with a GPU of its own. */
  ranks?: number;
  /** How much validation loss rises over the second half. */
  rise?: number;
  /** The step from which on the loss is NaN. */
  divergesAt?: number;
  /** The step at which it was killed, and went on from `resumedFrom`. */
  killedAt?: number;
  resumedFrom?: number;
  end?: { status: string; error_details?: string; early_stopping_triggered?: boolean };
}

const TRACEBACK = `Traceback (most recent call last):
  File "train.py", line 88, in <module>
    trainer.train()
  File "train.py", line 41, in train
    loss.backward()
torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB`;

const MEMBERS: readonly Member[] = [
  {
    session_id: 'router-base',
    name: 'router base',
    agent_id: 'router',
    ago: 122,
    took: 5,
    steps: 400,
    learningRate: 3e-4,
    end: { status: 'completed' },
  },
  {
    session_id: 'router-overfit',
    name: 'router without dropout',
    agent_id: 'router',
    ago: 98,
    took: 6,
    steps: 400,
    learningRate: 1e-3,
    rise: 1.2,
    end: { status: 'completed' },
  },
  {
    session_id: 'writer-early',
    name: 'writer small',
    agent_id: 'writer',
    ago: 77,
    took: 3,
    steps: 300,
    planned: 400,
    learningRate: 5e-4,
    rise: 0.4,
    end: { status: 'stopped', early_stopping_triggered: true },
  },
  {
    session_id: 'writer-nan',
    name: 'writer, high learning rate',
    agent_id: 'writer',
    ago: 52,
    took: 1.4,
    steps: 160,
    planned: 400,
    learningRate: 5e-2,
    divergesAt: 140,
    end: { status: 'cancelled' },
  },
  {
    session_id: 'planner-oom',
    name: 'planner, long context',
    agent_id: 'planner',
    ago: 30,
    took: 2,
    steps: 210,
    planned: 400,
    learningRate: 2e-4,
    end: { status: 'failed', error_details: TRACEBACK },
  },
  ...[1, 2, 3].map((seed) => ({
    session_id: `sweep-${seed}`,
    name: `sweep seed ${seed}`,
    agent_id: 'router',
    ago: 26 - seed,
    took: 4 + seed / 3,
    steps: 400,
    learningRate: 3e-4,
    group: 'seeds',
    rise: 0.1 * seed,
    end: { status: 'completed' },
  })),
  {
    session_id: 'planner-resumed',
    name: 'planner resumed',
    agent_id: 'planner',
    ago: 9,
    took: 7,
    steps: 400,
    learningRate: 3e-4,
    killedAt: 230,
    resumedFrom: 180,
    end: { status: 'completed' },
  },
  {
    session_id: 'writer-live',
    name: 'writer large',
    agent_id: 'writer',
    ago: 1.6,
    took: 1.6,
    steps: 320,
    planned: 500,
    learningRate: 4e-4,
    ranks: 2,
  },
];

/** Ids of all sessions, the oldest first. */
export const FLEET = MEMBERS.map(({ session_id }) => session_id);

/** Sends all of it. */
export async function logFleet(client: NativeClient, now = Date.now()): Promise<void> {
  for (const member of MEMBERS) await logMember(client, member, now);
}

async function logMember(client: NativeClient, member: Member, now: number): Promise<void> {
  const { session_id, steps, killedAt, resumedFrom = 0 } = member;
  const clock = clockOf(member, now);
  await client.start(startOf(member, clock(0), 'first'));
  await sendSteps(client, member, clock, { from: 0, to: killedAt ?? steps, producer: 'first' });
  if (killedAt !== undefined) {
    const later = (step: number) => clock(step + (killedAt - resumedFrom) + 10);
    await client.start(startOf(member, later(resumedFrom), 'second'));
    await sendSteps(client, member, later, { from: resumedFrom, to: steps, producer: 'second' });
  }
  await sendEvents(client, member, clock);
  if (!member.end)
    await client.log(session_id, {
      producer: 'costs',
      sequence: 1,
      points: [],
      resource_usage: { compute_cost_usd: costOf(member) },
    });
  if (member.end) {
    await client.complete(session_id, {
      ...member.end,
      completed_at: new Date(clock(steps) + MINUTE).toISOString(),
      resource_usage: {
        gpu_hours: member.took * (member.ranks ?? 1),
        memory_peak_gb: 22.5,
        compute_cost_usd: costOf(member),
      },
    });
  }
}

const costOf = ({ took, ranks = 1 }: Member): number => Math.round(took * ranks * DOLLARS_AN_HOUR * 100) / 100;

const clockOf =
  ({ ago, took, steps, killedAt, resumedFrom = 0 }: Member, now: number) =>
  (step: number): number => {
    const repeated = killedAt === undefined ? 0 : killedAt - resumedFrom + 10;
    return Math.round(now - ago * HOUR + (took * HOUR * step) / (steps + repeated));
  };

function startOf(member: Member, started: number, producer: string): Record<string, unknown> {
  const { session_id, name, agent_id, group, steps, planned = steps, learningRate, ranks = 1 } = member;
  return {
    ...{ session_id, name, agent_id, group, producer },
    started_at: new Date(started).toISOString(),
    total_steps: planned,
    total_epochs: planned / STEPS_AN_EPOCH,
    tags: { team: agent_id === 'router' ? 'search' : 'assist' },
    training_config: {
      model_base: 'llama-3.2-1b',
      training_type: 'fine_tuning',
      hyperparameters: { learning_rate: learningRate, batch_size: 16 * ranks, optimizer: 'adamw', seed: name.length },
    },
    monitoring_config: { cost_per_hour_usd: DOLLARS_AN_HOUR * ranks, budget_usd: 40 },
    environment: {
      host: `gpu-${agent_id}`,
      pod: `${session_id}-0`,
      namespace: 'training',
      gpu_name: 'NVIDIA A100',
      gpu_count: ranks,
      world_size: ranks,
      git_commit: '3f2c1d0',
      versions: { python: '3.12.4', torch: '2.6.0' },
    },
  };
}

interface Stretch {
  from: number;
  to: number;
  producer: string;
}

async function sendSteps(
  client: NativeClient,
  member: Member,
  clock: (step: number) => number,
  { from, to, producer }: Stretch,
): Promise<void> {
  const random = randomFrom([...member.session_id, producer].join('').length * 7919 + from);
  const ranks = member.ranks ?? 1;
  const points = Array.from({ length: to - from }, (_, index) => from + index).flatMap((step) =>
    Array.from({ length: ranks }, (_, rank) => ({
      ...{ step, epoch: (step + 1) / STEPS_AN_EPOCH, time: clock(step) + rank * 200 },
      ...(ranks > 1 && { rank }),
      metrics: metricsAt(member, step, rank, random),
    })),
  );
  const samples = points
    .filter(({ step }) => step % 5 === 0)
    .map(({ metrics: _, ...place }, index) => ({
      ...place,
      labels: { gpu: String('rank' in place ? place.rank : 0) },
      metrics: resourcesAt(index, random),
    }));
  await client.log(member.session_id, { producer, sequence: 1, points: [...points, ...samples] });
}

function metricsAt(
  { steps, rise = 0, divergesAt = Infinity, learningRate }: Member,
  step: number,
  rank: number,
  random: () => number,
): Record<string, number | string> {
  if (step >= divergesAt) return { training_loss: 'NaN', learning_rate: learningRate };
  const loss = 0.35 + 2.1 * Math.exp(-step / (steps / 5)) + (divergesAt < Infinity ? (step / divergesAt) ** 6 * 8 : 0);
  const late = Math.max(0, step - steps / 2) / steps;
  const isEpochEnd = step % STEPS_AN_EPOCH === STEPS_AN_EPOCH - 1;
  return {
    training_loss: loss * (1 + 0.12 * (random() - 0.5)) - 0.25 * late * Math.sign(rise) + 0.02 * rank,
    learning_rate: learningRate * Math.cos((step / steps) * 1.5),
    gradient_norm: 0.4 + 2 * Math.exp(-step / 60) + 0.25 * random(),
    tokens_per_second: 41_000 + 4_000 * random(),
    samples_per_second: 82 + 8 * random(),
    ...(isEpochEnd &&
      rank === 0 && { validation_loss: loss + 0.06 + rise * late, validation_accuracy: 1 / (1 + loss) }),
  };
}

const resourcesAt = (index: number, random: () => number): Record<string, number> => ({
  cpu_percent: 38 + 12 * random(),
  memory_percent: 52 + 3 * Math.sin(index / 9),
  process_memory_bytes: 6.2e9 + 2e6 * index,
  gpu_utilization_percent: 86 + 10 * random(),
  gpu_memory_bytes: 2.1e10 + 4e8 * random(),
  gpu_power_watts: 270 + 40 * random(),
});

async function sendEvents(client: NativeClient, { session_id, steps }: Member, clock: (step: number) => number) {
  const at = (step: number) => ({ step, time: clock(step) });
  const events = [
    { kind: 'log', ...at(0), text: 'INFO data: 48,210 samples, 2,410 for validation' },
    { kind: 'note', ...at(20), title: 'Cleaned labels', text: 'duplicates of the support set removed' },
    ...[100, 200, 300]
      .filter((step) => step < steps)
      .flatMap((step) => [
        { kind: 'checkpoint', ...at(step), title: `checkpoint-${step}`, text: `s3://models/${session_id}/${step}` },
        { kind: 'log', ...at(step), text: `INFO step ${step}: saved checkpoint-${step}` },
      ]),
    { kind: 'evaluation_start', ...at(steps - 40) },
    { kind: 'evaluation_end', ...at(steps - 30) },
    { kind: 'log', ...at(steps - 1), text: `WARNING step ${steps - 1}: dataloader waited 1.2 s` },
  ];
  await client.call('logEvents', {
    parameters: { session_id },
    body: { producer: 'events', sequence: 1, events },
  });
}
