/** Session rows for tests and pictures. */
import {
  createDataFrame,
  FieldType,
  MappingType,
  type DataFrame,
  type Field,
  type FieldConfigSource,
} from '@grafana/data';
import { randomOf } from '../../visual/fixtureRandom';

/** When the fixtures' sessions were looked at, unless told otherwise. */
export const NOW = Date.UTC(2026, 10, 23, 14, 0, 0);

const STATES = [
  'running',
  'running',
  'completed',
  'running',
  'completed',
  'stopped',
  'failed',
  'silent',
  'hung',
  'cancelled',
];
const NAMES = [
  'gpt2-finetune-support',
  'intent-classifier-v7',
  'reranker-distil',
  'grpo-math-8b',
  'toolformer-sft',
  'summariser-lora-r16',
  'llama-dpo-safety',
  'embedding-matryoshka',
  'code-completion-3b',
  'speech-ctc-de',
];
const TEAMS = ['search', 'support', 'research'];
const AGENTS = ['support-agent', 'router', 'search-agent', 'math-agent', 'assistant'];
const REASONS: Partial<Record<string, readonly [string, string]>> = {
  failed: ['critical', 'CUDA out of memory at step 1,240'],
  hung: ['critical', 'No step for 14 min while the process beats'],
  silent: ['warning', 'No news for 6 min'],
};

export interface SessionFixture {
  session_id: string;
  [field: string]: unknown;
}

/** Sessions in all states; the numbers hang together as those of real ones do. */
export function sessions(count: number, seed = 7, now = NOW): SessionFixture[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, index): SessionFixture => {
    const state = count === 1 ? 'running' : STATES[index % STATES.length]!;
    const maximize = index % 10 === 3;
    const total = 1_000 * (2 + Math.floor(random() * 40));
    const ended = state === 'completed' || state === 'stopped';
    const done = state === 'completed' ? 1 : 0.1 + 0.8 * random();
    const step = Math.round(total * done);
    const best = maximize ? 0.62 + 0.3 * random() : 0.2 + random() * 1.4;
    const worse = random() < 0.3 ? 0 : random() ** 2 * 0.35;
    const overfits = !maximize && worse > 0.12;
    const sinceBest = worse === 0 ? 0 : Math.round(step * (0.05 + 0.4 * random()));
    const [level, reason] =
      REASONS[state] ??
      (overfits && !ended ? ['warning', `Validation loss has risen for ${sinceBest} steps`] : ['none', null]);
    const startedAt = now - Math.round((0.02 + random()) * 86_400_000);
    const isOver = ended || state === 'failed' || state === 'cancelled';
    const lastNews = isOver
      ? Math.min(now - 60_000, startedAt + Math.round(random() * 40_000_000))
      : now - (state === 'silent' ? 360_000 : Math.round(random() * 8_000));
    const spark = Array.from(
      { length: Math.max(2, Math.round(60 * done)) },
      (_, at) => 0.3 + 2 * Math.exp(-at / 14) + 0.14 * random(),
    );
    return {
      session_id: `0192f3c1-7a5b-7000-8000-${String(index).padStart(12, '0')}`,
      name: index < NAMES.length ? NAMES[index] : `${NAMES[index % NAMES.length]}-${index}`,
      agent_id: AGENTS[index % AGENTS.length],
      state,
      attention: level,
      attention_reason: reason,
      objective_metric: maximize ? 'reward' : 'validation_loss',
      objective_direction: maximize ? 'maximize' : 'minimize',
      objective_value: state === 'failed' && index % 3 === 0 ? NaN : maximize ? best * (1 - worse) : best * (1 + worse),
      objective_best: best,
      best_step: step - sinceBest,
      steps_since_best: sinceBest,
      current_epoch: Math.ceil(done * 10),
      total_epochs: 10,
      current_step: step,
      total_steps: index % 9 === 5 ? null : total,
      time_left_seconds: state === 'running' ? Math.round((total - step) * (0.2 + 2 * random())) : null,
      sparkline: JSON.stringify(state === 'failed' ? [...spark, null, null, null] : spark),
      training_cost_usd: index % 7 === 6 ? null : 0.4 + 60 * done * random(),
      overfitting_score: maximize ? null : worse / (worse + 0.05),
      overfitting_score_n: maximize ? 0 : 24,
      overfitting_score_reason: maximize ? 'no validation loss' : null,
      generalization_score: maximize ? null : 0.4 + 0.6 * random(),
      generalization_score_n: 24,
      generalization_score_reason: maximize ? 'no validation loss' : null,
      convergence_rate: 0.3 + 0.7 * random(),
      convergence_rate_n: 24,
      convergence_rate_reason: null,
      stability_score: state === 'failed' ? 0 : 0.5 + 0.5 * random(),
      stability_score_n: 24,
      stability_score_reason: null,
      started_at: startedAt,
      completed_at: isOver ? lastNews : null,
      last_news_at: lastNews,
      ...(index % 4 === 0 ? { tags: { team: TEAMS[index % TEAMS.length], data: `v${index % 5}` } } : {}),
      notes: index % 12 === 4 ? 'Resumed from the checkpoint of Tuesday, with half of the learning rate.' : null,
      url: `/?session=${index}`,
    };
  });
}

const TIMES = new Set(['started_at', 'completed_at', 'last_news_at']);
const SCORE = { unit: 'percentunit', min: 0, max: 1, decimals: 0 };
const CONFIGS: Readonly<Record<string, Field['config']>> = {
  overfitting_score: SCORE,
  generalization_score: SCORE,
  convergence_rate: SCORE,
  stability_score: SCORE,
  time_left_seconds: { unit: 's', decimals: 0 },
  training_cost_usd: { unit: 'currencyUSD', decimals: 2 },
};

/** The frame of sessions, as frames/sessions.ts makes it. */
export function sessionsFrame(rows: readonly SessionFixture[]): DataFrame {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return createDataFrame({
    refId: 'A',
    name: 'sessions',
    fields: names.map((name) => {
      const values = rows.map((row) => row[name] ?? null);
      const type = TIMES.has(name)
        ? FieldType.time
        : name === 'tags'
          ? FieldType.other
          : values.some((value) => typeof value === 'number')
            ? FieldType.number
            : FieldType.string;
      return { name, type, values, config: { ...CONFIGS[name] } };
    }),
  });
}

/** Sessions as they are now, for people to look at. */
export const sessionFrames = (count: number): DataFrame[] => [sessionsFrame(sessions(count, 7, Date.now()))];

/** More rows than any list shows. */
export function millionFrame(): DataFrame {
  const ids = Array.from({ length: 1_000_000 }, (_, index) => `session-${index}`);
  const states = ids.map((_, index) => STATES[index % STATES.length]!);
  return createDataFrame({
    refId: 'A',
    fields: [
      { name: 'session_id', type: FieldType.string, values: ids },
      { name: 'state', type: FieldType.string, values: states },
    ],
  });
}

/** A table of somebody's own scheduler: numbers as text in one column, and columns that no contract knows. */
const CSV = `session_id,state,name,objective_value,objective_best,training_cost_usd,learning_rate,optimizer,queue
run-1,running,baseline,0.4213,0.4101,12.5,0.0003,adamw,gpu-a
run-2,done,wide layers,0.3987,0.3987,31.25,0.001,adamw,gpu-b
run-3,failed,no warmup,NaN,0.9120,2,0.01,sgd,gpu-a
run-4,queued,long context,,,0,0.0001,lion,gpu-c`;

/** As Grafana's TestData datasource ("CSV content") makes a frame of it: columns of numbers are numbers, else text. */
export function csvFrame(text = CSV): DataFrame {
  const [names = [], ...lines] = text.split('\n').map((line) => line.split(','));
  return createDataFrame({
    refId: 'A',
    fields: names.map((name, column) => {
      const cells = lines.map((line) => line[column] ?? '');
      const isNumber = cells.every((cell) => cell === '' || !Number.isNaN(Number(cell)));
      const values = cells.map((cell) => (cell === '' ? null : isNumber ? Number(cell) : cell));
      return { name, type: isNumber ? FieldType.number : FieldType.string, values, config: {} };
    }),
  });
}

/** Unit, decimals, a colour by regular expression, a display name, a hidden column and a data link; and a mapping. */
export const SIX_OVERRIDES: FieldConfigSource = {
  defaults: {},
  overrides: [
    { matcher: { id: 'byName', options: 'training_cost_usd' }, properties: [{ id: 'unit', value: 'currencyEUR' }] },
    { matcher: { id: 'byName', options: 'objective_value' }, properties: [{ id: 'decimals', value: 2 }] },
    {
      matcher: { id: 'byRegexp', options: '/^learning_.*/' },
      properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: 'orange' } }],
    },
    { matcher: { id: 'byName', options: 'learning_rate' }, properties: [{ id: 'displayName', value: 'LR' }] },
    { matcher: { id: 'byName', options: 'optimizer' }, properties: [{ id: 'custom.hidden', value: true }] },
    {
      matcher: { id: 'byName', options: 'queue' },
      properties: [
        {
          id: 'links',
          value: [{ title: 'Queue', url: '/queues/${__value.raw}?of=${__data.fields.session_id}', targetBlank: true }],
        },
      ],
    },
    {
      matcher: { id: 'byName', options: 'state' },
      properties: [
        {
          id: 'mappings',
          value: [{ type: MappingType.ValueToText, options: { done: { text: 'Finished', color: 'green', index: 0 } } }],
        },
      ],
    },
  ],
};
