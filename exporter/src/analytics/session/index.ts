/** The quality of one training session, from its curves: pure functions, see docs/metrics.md. */
export { joinAttempts, truncate, type Curve } from './curve.js';
export type { Objective } from './error-curve.js';
export type { Best } from './best.js';
export type { Overtraining } from './overtraining.js';
export type { Score } from './score.js';
export { CAPACITY, ExtremeSample } from './extreme-sample.js';
export { computeSessionScores, type SessionScores, type SessionScoresInput } from './session-scores.js';
