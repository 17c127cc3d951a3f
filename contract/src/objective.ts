import { z } from 'zod';
import { metricNameSchema } from './text.js';

/** Whether less or more of the objective is better. */
export const directionSchema = z.enum(['minimize', 'maximize']);
export type Direction = z.infer<typeof directionSchema>;

/** What the session is meant to improve: best step, early stop, scores, forecasts, advice and alerts follow it. */
export const objectiveSchema = z.strictObject({ metric: metricNameSchema, direction: directionSchema });
export type Objective = z.infer<typeof objectiveSchema>;

/** The objective where none is stated: validation loss; for reinforcement learning, reward. */
export function defaultObjective(trainingType: string | undefined): Objective {
  return trainingType === 'reinforcement'
    ? { metric: 'reward', direction: 'maximize' }
    : { metric: 'validation_loss', direction: 'minimize' };
}
