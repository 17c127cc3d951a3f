import { z } from 'zod';

/** States that a session is in while its process may still send. */
export const liveStateSchema = z.enum(['running', 'silent', 'hung']);

/** States that a session ends in. `stopped` is an early stop. */
export const finishedStateSchema = z.enum(['completed', 'failed', 'stopped', 'cancelled']);
export type FinishedState = z.infer<typeof finishedStateSchema>;

/**
 * The state of a session: running; silent (no points, no heartbeat for the limit); hung (heartbeats, no step, in no
 * announced phase); or one of the ends.
 */
export const sessionStateSchema = z.enum([...liveStateSchema.options, ...finishedStateSchema.options]);
export type SessionState = z.infer<typeof sessionStateSchema>;

/** Whether a session of this state has ended by its own word. */
export function isFinished(state: SessionState): state is FinishedState {
  return (finishedStateSchema.options as readonly string[]).includes(state);
}
