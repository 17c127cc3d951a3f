/** Conditions of a session that somebody should read of in working hours. */
import type { Condition, InfluxQuery } from './condition.js';
import { all, inState, medianOver, ofSession, olderThan } from './promql.js';

const OVERFITTING_FROM = 0.5;
/** Rising: by so much in half an hour, along the fitted line; less is noise of the score. */
const OVERFITTING_RISE = 0.02;
/** Evaluations in a row that were worse than the best by 10 % of the range (exporter: objective-behind.ts). */
const EVALUATIONS_BEHIND = 5;
/** Loss above its median by half of it and twice its usual spread (10th to 90th percentile) is a spike. */
const SPIKE = { ofMedian: 1.5, ofSpread: 2 };
const GRADIENT_TIMES_MEDIAN = 10;
const THROUGHPUT_SHARE = 0.7;
const CHECKPOINT_INTERVALS = 3;
/** Seconds after the start in which nothing is usual yet: loading, compiling, the first fall of the loss. */
const WARM_UP = 900;

/** The last two minutes: a single wild step is noise, two minutes of them are none. */
const NOW = '2m';
const USUAL = '1h';

const score = (field: string, aggregate = 'last', from = 900, to = 0): InfluxQuery => ({
  measurement: 'training_session',
  field,
  aggregate,
  from,
  to,
});
const value = (field: string, aggregate: string, from: number, to = 0): InfluxQuery => ({
  measurement: 'training_step',
  field,
  aggregate,
  from,
  to,
});

export const QUALITY_CONDITIONS: readonly Condition[] = [
  {
    name: 'TrainingOverfitting',
    subject: 'quality',
    severity: 'info',
    for: '10m',
    keepFiringFor: '30m',
    prometheus: all(
      `${ofSession('overfitting_score_ratio')} > ${OVERFITTING_FROM}`,
      `${ofSession('overfitting_score_ratio', 'deriv({}[30m])')} * 1800 > ${OVERFITTING_RISE}`,
      inState('running'),
    ),
    grafana: {
      queries: {
        A: score('overfitting_score', 'last', 1800),
        B: score('overfitting_score', 'mean', 3600, 1800),
      },
      formula: `($A > ${OVERFITTING_FROM}) * ($A - $B)`,
      type: 'gt',
      threshold: OVERFITTING_RISE,
      until: 0,
    },
    format: 'humanizePercentage',
    summary: '{agent}: session {session} overfits more and more',
    description:
      'The overfitting score of session {session} of {agent} is above 50 % and rises: {value}. Its best step lies behind it.',
  },
  {
    name: 'TrainingObjectiveWorse',
    subject: 'quality',
    severity: 'info',
    for: '1m',
    keepFiringFor: '15m',
    prometheus: all(
      ofSession('objective_behind_ratio'),
      `${ofSession('evaluations_behind')} >= ${EVALUATIONS_BEHIND}`,
      inState('running'),
    ),
    grafana: {
      queries: { A: score('evaluations_behind') },
      type: 'gt',
      threshold: EVALUATIONS_BEHIND - 1,
      until: 1,
    },
    format: 'humanizePercentage',
    summary: '{agent}: session {session} is well behind its best',
    description: `The last ${EVALUATIONS_BEHIND} values of the objective of session {session} of {agent} were all worse than its best by 10 % of its range or more: {value}.`,
  },
  {
    name: 'TrainingLossSpike',
    subject: 'quality',
    severity: 'info',
    for: '1m',
    keepFiringFor: '10m',
    prometheus: all(
      `${medianOver('training_loss', NOW)}\n> ${SPIKE.ofMedian} * abs(${medianOver('training_loss', USUAL)})\n  + ${SPIKE.ofSpread} * (${ofSession('training_loss', `quantile_over_time(0.9, {}[${USUAL}])`)} - ${ofSession('training_loss', `quantile_over_time(0.1, {}[${USUAL}])`)})`,
      olderThan(WARM_UP),
      inState('running'),
    ),
    grafana: {
      queries: {
        A: value('training_loss', 'median', 120),
        B: value('training_loss', 'median', 3600),
        C: { ...value('training_loss', 'percentile', 3600), argument: 90 },
        D: { ...value('training_loss', 'percentile', 3600), argument: 10 },
      },
      formula: `$A - ${SPIKE.ofMedian} * abs($B) - ${SPIKE.ofSpread} * ($C - $D)`,
      type: 'gt',
      threshold: 0,
      until: 0,
    },
    format: 'humanize',
    summary: '{agent}: training loss of session {session} jumped',
    description:
      'The training loss of session {session} of {agent} has been far above what was usual in the last hour for two minutes: {value}.',
  },
  {
    name: 'TrainingGradientExplosion',
    subject: 'quality',
    severity: 'info',
    for: '1m',
    keepFiringFor: '10m',
    prometheus: all(
      `${medianOver('gradient_norm', NOW)}\n> ${GRADIENT_TIMES_MEDIAN} * ${medianOver('gradient_norm', USUAL)}`,
      olderThan(WARM_UP),
      inState('running'),
    ),
    grafana: {
      queries: { A: value('gradient_norm', 'median', 120), B: value('gradient_norm', 'median', 3600) },
      formula: '$A / $B',
      type: 'gt',
      threshold: GRADIENT_TIMES_MEDIAN,
      until: GRADIENT_TIMES_MEDIAN / 2,
    },
    format: 'humanize',
    summary: '{agent}: gradient norm of session {session} explodes',
    description: `The gradient norm of session {session} of {agent} has been more than ${GRADIENT_TIMES_MEDIAN} times its median of the last hour for two minutes: {value}.`,
  },
  {
    name: 'TrainingThroughputDown',
    subject: 'quality',
    severity: 'info',
    for: '5m',
    keepFiringFor: '10m',
    prometheus: all(
      `${medianOver('steps_per_second', '5m')} / ${medianOver('steps_per_second', USUAL)} < ${THROUGHPUT_SHARE}`,
      olderThan(WARM_UP),
      inState('running'),
    ),
    grafana: {
      queries: { A: value('tokens_per_second', 'median', 300), B: value('tokens_per_second', 'median', 3600) },
      formula: '$A / $B',
      type: 'lt',
      threshold: THROUGHPUT_SHARE,
      until: 0.8,
    },
    format: 'humanizePercentage',
    summary: '{agent}: session {session} has become slow',
    description:
      'Throughput of session {session} of {agent} has fallen by more than 30 % against its median of the last hour: it is at {value} of it.',
  },
  {
    name: 'TrainingCheckpointOverdue',
    subject: 'quality',
    severity: 'info',
    for: '5m',
    keepFiringFor: '5m',
    prometheus: all(
      `time() - ${ofSession('last_checkpoint_timestamp_seconds')} > ${CHECKPOINT_INTERVALS} * ${ofSession('checkpoint_interval_seconds')}`,
      inState('running'),
    ),
    format: 'humanizeDuration',
    summary: '{agent}: session {session} is overdue with its checkpoint',
    description: `The last checkpoint of session {session} of {agent} is {value} old, more than ${CHECKPOINT_INTERVALS} times the usual interval: a crash now costs that much work.`,
  },
];
