import { z } from 'zod';

/** What stands beside every computed number: how much it rests on, and why it is missing. */
export const scoreDetailSchema = z.object({
  n: z.number().int().describe('values that it was computed from'),
  reason: z.string().nullable().describe('why it is null; null when it is not'),
  low_confidence: z.boolean().describe('computed from fewer than 5 values, or from a stand-in'),
  step: z.number().nullable().describe('the last step that it rests on'),
});
export type ScoreDetail = z.infer<typeof scoreDetailSchema>;

/** The session scores of docs/metrics.md, each 0 to 1 or null. */
export const SCORE_NAMES = [
  'overfitting_score',
  'convergence_rate',
  'stability_score',
  'generalization_score',
] as const;
export type ScoreName = (typeof SCORE_NAMES)[number];

const score = z.number().min(0).max(1).nullable();

export const qualityMetricsSchema = z.object({
  overfitting_score: score.describe('0 none to 1: how far the last value is worse than the best'),
  convergence_rate: score.describe('1 at once to 0 never: how early the improvement came'),
  stability_score: score.describe('1 smooth to 0 diverged'),
  generalization_score: score.describe('share of the training improvement that shows on validation'),
});
export type QualityMetrics = z.infer<typeof qualityMetricsSchema>;

export const qualityDetailsSchema = z.object({
  overfitting_score: scoreDetailSchema,
  convergence_rate: scoreDetailSchema,
  stability_score: scoreDetailSchema,
  generalization_score: scoreDetailSchema,
});
export type QualityDetails = z.infer<typeof qualityDetailsSchema>;
