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
const THROUGHPUT_LOST = 0.3;
const CHECKPOINT_INTERVALS = 3;
/** Seconds after the start in which nothing is usual yet: loading, compiling, the first fall of the loss. */
const WARM_UP = 900;

/** The last two minutes: a single wild step is noise, two minutes of them are none. */
const NOW = '2m';
const USUAL = '1h';

/** Seconds of the windows in Grafana: what counts as now, and as usual. */
const NOW_SECONDS = 120;
const USUAL_SECONDS = 3_600;
/** How far back sessions of the same configuration are looked for: 30 days. */
const PAST_SECONDS = 2_592_000;
/** Of what is written every ten seconds. */
const NEWEST_SECONDS = 900;

const value = (field: string, aggregate: string, from: number, argument?: number): InfluxQuery => ({
  field,
  aggregate,
  from,
  ...(argument === undefined ? {} : { argument }),
});
const newest = (field: string): InfluxQuery => value(field, 'last', NEWEST_SECONDS);
/** Warmed up: 1, else 0. */
const WARM = { queries: { W: newest('age_seconds') }, formula: `($W > ${WARM_UP})` };

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
      // The means lie 25 minutes apart: of ten minutes, and of the hour that holds them.
      queries: {
        A: value('overfitting_score', 'mean', 600),
        B: value('overfitting_score', 'mean', USUAL_SECONDS),
      },
      formula: `($A > ${OVERFITTING_FROM}) * ($A - $B)`,
      whileRunning: true,
      names: 'A',
      threshold: OVERFITTING_RISE,
      until: OVERFITTING_RISE / 4,
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
      queries: { A: newest('evaluations_behind'), B: newest('objective_behind') },
      formula: '$A',
      whileRunning: true,
      names: 'B',
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
        A: value('training_loss', 'median', NOW_SECONDS),
        B: value('training_loss', 'median', USUAL_SECONDS),
        C: value('training_loss', 'percentile', USUAL_SECONDS, 90),
        D: value('training_loss', 'percentile', USUAL_SECONDS, 10),
        ...WARM.queries,
      },
      formula: `$A / (${SPIKE.ofMedian} * abs($B) + ${SPIKE.ofSpread} * ($C - $D)) * ${WARM.formula}`,
      whileRunning: true,
      names: 'A',
      threshold: 1,
      until: 0.9,
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
      queries: {
        A: value('gradient_norm', 'median', NOW_SECONDS),
        B: value('gradient_norm', 'median', USUAL_SECONDS),
        ...WARM.queries,
      },
      formula: `$A / $B * ${WARM.formula}`,
      whileRunning: true,
      names: 'A',
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
      `1 - ${medianOver('steps_per_second', '5m')} / ${medianOver('steps_per_second', USUAL)} > ${THROUGHPUT_LOST}`,
      olderThan(WARM_UP),
      inState('running'),
    ),
    grafana: {
      queries: {
        A: value('steps_per_second', 'median', 300),
        B: value('steps_per_second', 'median', USUAL_SECONDS),
        ...WARM.queries,
      },
      formula: `(1 - $A / $B) * ${WARM.formula}`,
      whileRunning: true,
      names: 'F',
      threshold: THROUGHPUT_LOST,
      until: 0.2,
    },
    format: 'humanizePercentage',
    summary: '{agent}: session {session} has become slow',
    description:
      'Throughput of session {session} of {agent} has fallen by {value} against its median of the last hour.',
  },
  {
    name: 'TrainingSlowerThanBefore',
    subject: 'quality',
    severity: 'info',
    for: '15m',
    keepFiringFor: '10m',
    grafana: {
      queries: {
        A: value('steps_per_second', 'median', 300),
        B: value('steps_per_second', 'median', USUAL_SECONDS),
        // Written with the first row that has a speed: it finds the configuration of every session that A finds.
        H: { ...value('hourly_steps_per_second', 'median', PAST_SECONDS), ofConfiguration: true },
        ...WARM.queries,
      },
      // What has become slow just now is told by TrainingThroughputDown.
      formula: `(1 - $A / $H) * ($A / $B > ${1 - THROUGHPUT_LOST}) * ${WARM.formula}`,
      byConfiguration: true,
      whileRunning: true,
      names: 'F',
      threshold: THROUGHPUT_LOST,
      until: 0.2,
    },
    format: 'humanizePercentage',
    summary: '{agent}: session {session} is slower than its like',
    description:
      'Session {session} of {agent} trains {value} slower than sessions of its configuration did in the last 30 days.',
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
    grafana: {
      queries: { A: newest('checkpoint_age_seconds'), B: newest('checkpoint_interval_seconds') },
      formula: '$A / $B',
      whileRunning: true,
      names: 'A',
      threshold: CHECKPOINT_INTERVALS,
      until: 1,
    },
    format: 'humanizeDuration',
    summary: '{agent}: session {session} is overdue with its checkpoint',
    description: `The last checkpoint of session {session} of {agent} is {value} old, more than ${CHECKPOINT_INTERVALS} times the usual interval: a crash now costs that much work.`,
  },
];
