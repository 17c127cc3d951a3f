import { z } from 'zod';

const amount = z.number().nonnegative();

/** Reported totals of a session so far; the newest report of each field counts. */
export const reportedUsageSchema = z.strictObject({
  gpu_hours: amount.optional(),
  memory_peak_gb: amount.optional(),
  compute_cost_usd: amount.optional(),
  training_time_hours: amount.optional().describe('taken and kept, but answered as measured: docs/metrics.md'),
  cost: z
    .strictObject({ amount, currency: z.string().length(3) })
    .optional()
    .describe('a cost in another currency stays in it'),
});
export type ReportedUsage = z.infer<typeof reportedUsageSchema>;

/** The seed's resource usage: reported, else computed as docs/metrics.md says, else null. */
export const resourceUsageSchema = z.object({
  gpu_hours: z.number().nullable(),
  memory_peak_gb: z.number().nullable(),
  compute_cost_usd: z.number().nullable(),
  training_time_hours: z.number().nullable(),
});
export type ResourceUsage = z.infer<typeof resourceUsageSchema>;
