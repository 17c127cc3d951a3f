/** Numbers of the states on /metrics and in InfluxDB: the order of the contract's states. */
import { finishedStateSchema, liveStateSchema, type SessionState } from '@shadower-training/contract';

const STATES: readonly SessionState[] = [...liveStateSchema.options, ...finishedStateSchema.options];

export const SESSION_STATES = Object.fromEntries(STATES.map((state, number) => [state, number])) as Readonly<
  Record<SessionState, number>
>;
