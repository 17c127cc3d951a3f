/** Conditions of a session that somebody is woken for. */
import { SESSION_STATES } from './session-states.js';
import type { Condition, GrafanaCondition } from './condition.js';
import { inState, ofSession } from './promql.js';

/** How far back the last change of a state is looked for. */
const STATE_WINDOW_SECONDS = 86_400;

/** A point of state is written at each change: the last one is the state. The formula is 1 in it, else 0. */
const lastStateIs = (number: number, from = STATE_WINDOW_SECONDS): GrafanaCondition => ({
  queries: {
    A: { measurement: 'training_event', field: 'state', aggregate: 'last', where: `"kind" = 'state'`, from },
  },
  formula: `$A == ${number}`,
  type: 'gt',
  threshold: 0.5,
  until: 0.5,
});

export const SESSION_CONDITIONS: readonly Condition[] = [
  {
    name: 'TrainingSessionFailed',
    subject: 'session',
    severity: 'critical',
    for: '0s',
    keepFiringFor: '15m',
    prometheus: inState('failed'),
    // Its end is old news after a quarter of an hour, as on /metrics.
    grafana: lastStateIs(SESSION_STATES.failed, 900),
    format: 'humanize',
    summary: '{agent}: session {session} failed',
    description:
      'Session {session} of {agent} ended as failed (state {value}). Its traceback is the last line of its log.',
  },
  {
    name: 'TrainingNonFinite',
    subject: 'session',
    severity: 'critical',
    for: '0s',
    keepFiringFor: '15m',
    prometheus: `${ofSession('diverged')} == 1`,
    grafana: {
      queries: { A: { measurement: 'training_session', field: 'diverged', aggregate: 'last', from: 900 } },
      type: 'gt',
      threshold: 0.5,
      until: 0.5,
    },
    format: 'humanize',
    summary: '{agent}: session {session} has NaN or infinity in its loss',
    description:
      'The objective, validation or training loss of session {session} of {agent} was NaN or infinite (diverged {value}). Training rarely recovers: what runs on costs money for nothing.',
  },
  {
    name: 'TrainingSilent',
    subject: 'session',
    severity: 'critical',
    for: '1m',
    keepFiringFor: '5m',
    prometheus: `time() - ${ofSession('last_news_timestamp_seconds')}\nand\n${inState('silent')}`,
    grafana: lastStateIs(SESSION_STATES.silent),
    format: 'humanizeDuration',
    summary: '{agent}: no news from session {session}',
    description:
      'The process of session {session} of {agent} sends neither values nor heartbeats and has not said that it ended ({value}). It was killed, lost its machine, or cannot reach the exporter.',
  },
  {
    name: 'TrainingHung',
    subject: 'session',
    severity: 'critical',
    for: '1m',
    keepFiringFor: '5m',
    prometheus: inState('hung'),
    grafana: lastStateIs(SESSION_STATES.hung),
    format: 'humanize',
    summary: '{agent}: session {session} hangs',
    description:
      'The process of session {session} of {agent} sends heartbeats, but has not logged a step for more than 20 of its usual intervals (state {value}).',
  },
  {
    name: 'TrainingCostOverLimit',
    subject: 'session',
    severity: 'critical',
    for: '1m',
    keepFiringFor: '15m',
    prometheus: `${ofSession('cost_usd')} > ${ofSession('cost_limit_usd')}`,
    grafana: {
      queries: {
        A: { measurement: 'training_session', field: 'cost_usd', aggregate: 'last', from: 900 },
        B: { measurement: 'training_session', field: 'cost_limit_usd', aggregate: 'last', from: 900 },
      },
      formula: '$A - $B',
      type: 'gt',
      threshold: 0,
      until: 0,
    },
    format: 'humanize',
    summary: '{agent}: session {session} costs more than it may',
    description: 'Session {session} of {agent} is over its limit of monitoring_config.budget_usd: {value} US dollars.',
  },
];
