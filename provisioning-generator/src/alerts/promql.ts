/** PromQL by parts: one vector a session, whatever number of exporters tells of it. */
import { SESSION_STATES } from './session-states.js';

const SESSION = 'workspace, agent, session_id';
const METRIC = 'shadower_training_session_';

/** One sample a session of a gauge, or of a function over its past: `{}` stands for the gauge. */
export const ofSession = (gauge: string, over = '{}'): string =>
  `max by (${SESSION}) (${over.replace('{}', `${METRIC}${gauge}`)})`;

/** Sessions in a state. */
export const inState = (state: keyof typeof SESSION_STATES): string =>
  `${ofSession('state')} == ${SESSION_STATES[state]}`;

/** The median of a gauge over a window. */
export const medianOver = (gauge: string, window: string): string =>
  ofSession(gauge, `quantile_over_time(0.5, {}[${window}])`);

/** Sessions that started longer ago than so many seconds: before, nothing is usual yet. */
export const olderThan = (seconds: number): string => `time() - ${ofSession('started_timestamp_seconds')} > ${seconds}`;

/** A gauge that not every session has, 0 where it is missing and the other gauge is there. */
export const orZero = (gauge: string, other: string): string => `(${ofSession(gauge)} or 0 * ${ofSession(other)})`;

/** Adds the label `owner`. Where two exporters disagree for a moment, one of them counts: two would break the rule. */
export const withOwner = (expression: string): string =>
  `(\n  ${expression}\n)\n* on (${SESSION}) group_left (owner) topk by (${SESSION}) (1, ${METRIC}info)`;

/** Joins conditions: all must hold, the first gives the value. */
export const all = (...conditions: string[]): string => conditions.join('\nand\n');
