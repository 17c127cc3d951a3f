import { z } from 'zod';
import { LIMITS } from './limits.js';
import { nameSchema, textSchema } from './text.js';

/** How the model is trained. `from_scratch` is the baseline that transfer analytics compares with. */
export const trainingTypeSchema = z.enum([
  'fine_tuning',
  'few_shot',
  'reinforcement',
  'transfer_learning',
  'from_scratch',
]);
export type TrainingType = z.infer<typeof trainingTypeSchema>;

/** A value of a hyperparameter or configuration key. Nested values are flattened by clients with dots. */
export const configurationValueSchema = z.union([z.number(), z.string().max(LIMITS.textLength), z.boolean(), z.null()]);
export type ConfigurationValue = z.infer<typeof configurationValueSchema>;

const boundedRecord = <Value extends z.ZodType>(value: Value) =>
  z
    .record(nameSchema(LIMITS.metricNameLength, 'name'), value)
    .refine((entries) => Object.keys(entries).length <= LIMITS.configurationKeys, {
      error: `must have at most ${LIMITS.configurationKeys} entries`,
    })
    .meta({ maxProperties: LIMITS.configurationKeys });

/**
 * Hyperparameters by name. The seed's learning_rate, batch_size, epochs, warmup_steps and gradient_accumulation are
 * known to analytics; any other is kept, listed, filtered and compared alike.
 */
export const hyperparametersSchema = boundedRecord(configurationValueSchema);
export type Hyperparameters = z.infer<typeof hyperparametersSchema>;

/** What is trained on. */
export const datasetReferenceSchema = z.looseObject({
  size: z.number().int().nonnegative().optional().describe('rows'),
  source: textSchema.optional(),
  quality_score: z.number().min(0).max(1).optional(),
  train_val_test_split: z.tuple([z.number(), z.number(), z.number()]).optional(),
});

/** The seed's training configuration; every part may be missing, and further keys are kept as sent. */
export const trainingConfigSchema = z.looseObject({
  model_base: z.string().max(LIMITS.labelValueLength).optional(),
  training_type: trainingTypeSchema.optional(),
  hyperparameters: hyperparametersSchema.optional(),
  dataset: datasetReferenceSchema.optional(),
});
export type TrainingConfig = z.infer<typeof trainingConfigSchema>;
