/** Which states of a session count as what. */
import type { SessionState } from '@shadower-training/contract';

/** Still at work, or expected to be. */
export const LIVE_STATES: SessionState[] = ['running', 'silent', 'hung'];
/** Over, well or not. */
export const ENDED_STATES: SessionState[] = ['completed', 'stopped', 'failed', 'cancelled'];
