/** Curves for tests and pictures: what our datasource answers, what a CSV gives, and what goes wrong. */
import { createDataFrame, FieldType, type DataFrame, type Labels } from '@grafana/data';
import type { CurveMarks } from '../../frames/curve-marks';
import { randomOf } from '../../visual/fixtureRandom';

const BEGIN = Date.UTC(2026, 10, 20, 8, 0, 0);
const STEP_MILLISECONDS = 900;

export interface CurveFixture {
  session?: string;
  metric: string;
  steps: number[];
  values: Array<number | null>;
  attempt?: string;
  custom?: Partial<CurveMarks>;
  displayName?: string;
  color?: string;
}

/** One frame a curve, as frames/series.ts makes it. */
export function curveFrame(fixture: CurveFixture): DataFrame {
  const { session = 'run-a', metric, steps, values, attempt, custom, displayName, color } = fixture;
  const labels: Labels = { session_id: session, session, agent_id: 'agent-1' };
  if (attempt !== undefined) {
    labels['attempt'] = attempt;
  }
  return createDataFrame({
    refId: 'A',
    name: `${session} ${metric}`,
    meta: custom ? { custom } : undefined,
    fields: [
      { name: 'step', type: FieldType.number, values: steps },
      { name: 'time', type: FieldType.time, values: steps.map((step) => BEGIN + step * STEP_MILLISECONDS) },
      {
        name: metric,
        type: FieldType.number,
        values,
        labels,
        config: {
          displayNameFromDS: `${session} ${metric}`,
          ...(displayName ? { displayName } : {}),
          ...(color ? { color: { mode: 'fixed', fixedColor: color } } : {}),
        },
      },
    ],
  });
}

export function stepsTo(last: number, every: number): number[] {
  return Array.from({ length: Math.floor(last / every) }, (_, index) => (index + 1) * every);
}

interface RunFixture {
  session?: string;
  seed?: number;
  last?: number;
  /** Rise of validation loss over the last half; 0 for a healthy run. */
  rise?: number;
  floor?: number;
  speed?: number;
  strips?: boolean;
}

/** A run as they look: noisy training loss at each tenth step, validation loss now and then. */
export function runFrames(run: RunFixture = {}): DataFrame[] {
  const { session = 'run-a', seed = 1, last = 6_000, rise = 0, floor = 0.35, speed = 900, strips = true } = run;
  const random = randomOf(seed);
  const loss = (step: number) => floor + 2.1 * Math.exp(-step / speed) + 0.25 * Math.exp(-step / (speed * 6));
  const training = stepsTo(last, 10);
  const validation = stepsTo(last, 200);
  const turn = last * 0.45;
  const frames = [
    curveFrame({
      session,
      metric: 'training_loss',
      steps: training,
      values: training.map((step) => loss(step) * (1 + 0.16 * (random() - 0.5))),
    }),
    curveFrame({
      session,
      metric: 'validation_loss',
      steps: validation,
      values: validation.map(
        (step) => loss(step) + 0.09 + rise * (Math.max(0, step - turn) / last) ** 1.4 + 0.012 * (random() - 0.5),
      ),
    }),
  ];
  if (strips) {
    const warmup = last * 0.08;
    frames.push(
      curveFrame({
        session,
        metric: 'learning_rate',
        steps: training,
        values: training.map((step) =>
          step < warmup
            ? (3e-4 * step) / warmup
            : 1.5e-4 * (1 + Math.cos((Math.PI * (step - warmup)) / (last - warmup))),
        ),
      }),
      curveFrame({
        session,
        metric: 'gradient_norm',
        steps: training,
        values: training.map((step) => 0.5 + 1.8 * Math.exp(-step / speed) + 0.7 * random() ** 3),
      }),
    );
  }
  return frames;
}

export const overfittingFrames = () => runFrames({ session: 'gpt2-finetune', rise: 0.9 });

/** Falls, then explodes to infinity and NaN; its datasource says so too. */
export function divergedFrames(): DataFrame[] {
  const steps = stepsTo(3_000, 10);
  const random = randomOf(4);
  const values = steps.map((step) => {
    const loss = 2.3 * Math.exp(-step / 900) + 0.5 + 0.1 * random();
    const blowUp = step > 1_900 ? Math.exp((step - 1_900) / 110) * 0.05 : 0;
    return step > 2_250 ? NaN : step === 2_250 ? Infinity : loss + blowUp;
  });
  const validation = stepsTo(3_000, 250);
  return [
    curveFrame({ session: 'lr-too-high', metric: 'training_loss', steps, values }),
    curveFrame({
      session: 'lr-too-high',
      metric: 'validation_loss',
      steps: validation,
      values: validation.map((step) => (step > 2_200 ? NaN : 2.3 * Math.exp(-step / 900) + 0.62)),
    }),
  ];
}

/** Gaps of the logger and a NaN in the middle. */
export function gapFrames(): DataFrame[] {
  const steps = stepsTo(2_000, 10);
  const values = steps.map((step) =>
    step > 700 && step < 900 ? null : step === 1_200 ? NaN : 2 * Math.exp(-step / 700) + 0.4,
  );
  return [curveFrame({ metric: 'training_loss', steps, values })];
}

const NAMES = ['aurora', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbor', 'iris', 'juniper'];

/** Sessions beside each other, every second one overfitting a little. */
export function severalRuns(count: number): DataFrame[] {
  return Array.from({ length: count }, (_, index) =>
    runFrames({
      session: index < NAMES.length ? NAMES[index]! : `run-${index}`,
      seed: index + 1,
      last: 4_000 + (index % 4) * 700,
      rise: index % 2 ? 0.35 : 0,
      floor: 0.25 + 0.07 * (index % 7),
      speed: 500 + 120 * (index % 5),
    }),
  ).flat();
}

/** As TestData's CSV gives it: step and one loss, no labels, no time. */
export function csvFrame(): DataFrame {
  const steps = stepsTo(500, 5);
  return createDataFrame({
    refId: 'A',
    fields: [
      { name: 'step', type: FieldType.number, values: steps },
      { name: 'loss', type: FieldType.number, values: steps.map((step) => 1.8 * Math.exp(-step / 120) + 0.2) },
    ],
  });
}

/** Two x columns, training at each row and validation at each tenth, two fields of one name, numbers as text. */
export function wideFrame(): DataFrame {
  const steps = stepsTo(1_000, 10);
  return createDataFrame({
    refId: 'A',
    fields: [
      { name: 'epoch', type: FieldType.number, values: steps.map((step) => Math.ceil(step / 250)) },
      { name: 'step', type: FieldType.number, values: steps },
      { name: 'train_loss', type: FieldType.number, values: steps.map((step) => 2 * Math.exp(-step / 300)) },
      {
        name: 'val_loss',
        type: FieldType.number,
        values: steps.map((step) => (step % 100 === 0 ? 2 * Math.exp(-step / 330) + 0.1 : null)),
      },
      { name: 'train_loss', type: FieldType.string, values: steps.map((step) => String(2.2 * Math.exp(-step / 280))) },
      { name: 'note', type: FieldType.string, values: steps.map(() => 'ok') },
    ],
  });
}

export const onePointFrames = () => [
  curveFrame({ metric: 'training_loss', steps: [10], values: [2.31] }),
  curveFrame({ metric: 'validation_loss', steps: [10], values: [2.44] }),
];

export const allNaNFrame = () =>
  curveFrame({ metric: 'training_loss', steps: stepsTo(100, 10), values: Array.from({ length: 10 }, () => NaN) });

/** A frame with no number to draw. */
export const wordsFrame = () =>
  createDataFrame({ fields: [{ name: 'message', type: FieldType.string, values: ['started', 'stopped'] }] });

/** As many points as anybody will ask for. */
export function millionFrame(rows = 1_000_000): DataFrame {
  const random = randomOf(9);
  const steps = Array.from({ length: rows }, (_, index) => index);
  return createDataFrame({
    refId: 'A',
    fields: [
      { name: 'step', type: FieldType.number, values: steps },
      {
        name: 'training_loss',
        type: FieldType.number,
        values: steps.map((step) => 0.4 + 2 * Math.exp((-5 * step) / rows) + 0.3 * (random() - 0.5)),
      },
    ],
  });
}

/** A session that was resumed twice, over its elapsed time too. */
export function resumedFrames(): DataFrame[] {
  const attempts = [
    { attempt: 1, x: 10, first_step: 10, started_at: BEGIN },
    { attempt: 2, x: 2_100, first_step: 2_100, started_at: BEGIN + 2_100 * STEP_MILLISECONDS },
    { attempt: 3, x: 4_500, first_step: 4_500, started_at: BEGIN + 4_500 * STEP_MILLISECONDS },
  ];
  return runFrames({ session: 'resumed' }).map((frame) => ({ ...frame, meta: { custom: { attempts } } }));
}
