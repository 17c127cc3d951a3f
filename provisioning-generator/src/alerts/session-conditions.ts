/** Conditions of a session that somebody is woken for. */
import { SESSION_STATES } from './session-states.js';
import type { Condition, GrafanaCondition, InfluxQuery } from './condition.js';
import { all, inState, ofSession, orZero } from './promql.js';

/** How far back the last change of a state is looked for: a silent session writes nothing more. */
const STATE_WINDOW_SECONDS = 86_400;
/** An end is old news after an hour; a shorter window would miss what failed while InfluxDB was away. */
const FAILED_WINDOW_SECONDS = 3_600;
/** Of what is written every ten seconds. */
const NEWEST_WINDOW_SECONDS = 900;

const newest = (field: string, from = NEWEST_WINDOW_SECONDS): InfluxQuery => ({ field, aggregate: 'last', from });

/** The formula is 1 in the state, else 0. @param names The field that the alert names. */
const inStateOf = (
  state: keyof typeof SESSION_STATES,
  names: string,
  from = STATE_WINDOW_SECONDS,
): GrafanaCondition => ({
  queries: { A: newest('state', from), B: newest(names, from) },
  formula: `$A == ${SESSION_STATES[state]}`,
  names: 'B',
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
    prometheus: all(ofSession('completed_timestamp_seconds'), inState('failed')),
    grafana: inStateOf('failed', 'completed_at', FAILED_WINDOW_SECONDS),
    format: 'humanizeTimestamp',
    summary: '{agent}: session {session} failed',
    description: 'Session {session} of {agent} ended as failed at {value}. Its traceback is the last line of its log.',
  },
  {
    name: 'TrainingNonFinite',
    subject: 'session',
    severity: 'critical',
    for: '0s',
    keepFiringFor: '15m',
    prometheus: all(orZero('step', 'diverged'), `${ofSession('diverged')} == 1`),
    grafana: {
      queries: { A: newest('diverged'), B: newest('step') },
      formula: '$A',
      names: 'B',
      threshold: 0.5,
      until: 0.5,
    },
    format: 'humanize',
    summary: '{agent}: session {session} has NaN or infinity in its loss',
    description:
      'The objective, validation or training loss of session {session} of {agent} was NaN or infinite; it is at step {value}. Training rarely recovers: what runs on costs money for nothing.',
  },
  {
    name: 'TrainingSilent',
    subject: 'session',
    severity: 'critical',
    for: '1m',
    keepFiringFor: '5m',
    prometheus: all(ofSession('last_news_timestamp_seconds'), inState('silent')),
    grafana: inStateOf('silent', 'last_news_at'),
    format: 'humanizeTimestamp',
    summary: '{agent}: no news from session {session}',
    description:
      'The process of session {session} of {agent} has sent neither values nor heartbeats since {value} and has not said that it ended. It was killed, lost its machine, or cannot reach the exporter.',
  },
  {
    name: 'TrainingHung',
    subject: 'session',
    severity: 'critical',
    for: '1m',
    keepFiringFor: '5m',
    prometheus: all(orZero('step', 'state'), inState('hung')),
    grafana: inStateOf('hung', 'step'),
    format: 'humanize',
    summary: '{agent}: session {session} hangs',
    description:
      'The process of session {session} of {agent} sends heartbeats, but has not logged a step after {value} for more than 20 of its usual intervals.',
  },
  {
    name: 'TrainingCostOverLimit',
    subject: 'session',
    severity: 'critical',
    for: '1m',
    keepFiringFor: '15m',
    prometheus: `${ofSession('cost_usd')} > ${ofSession('cost_limit_usd')}`,
    grafana: {
      queries: { A: newest('cost_usd'), B: newest('cost_limit_usd') },
      formula: '$A - $B',
      names: 'A',
      threshold: 0,
      until: 0,
    },
    format: 'humanize',
    summary: '{agent}: session {session} costs more than it may',
    description: 'Session {session} of {agent} is over its limit of monitoring_config.budget_usd: {value} US dollars.',
  },
];
