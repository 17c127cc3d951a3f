import { describe, expect, it } from '@jest/globals';
import { BARE, type Labelling } from '../journal/batch/point-batch.js';
import { newestValues, ResourceSamples } from './newest-values.js';
import { newSession } from './session.js';

const { facts } = newSession({ workspace_id: 'w', session_id: 's', agent_id: 'a', started_at: 0 });

/** Two points of one run: the second is the newer one. */
const batch = (names: string[], values: number[], labelling: Labelling = BARE) => ({
  runs: [{ from: 0, to: 2, names, labelling, firstValue: 0 }],
  values: Float64Array.from([...names.map(() => -1), ...values]),
});

describe('newest values', () => {
  it('stand under their canonical names, the first name that was logged before others, non-finite ones as numbers', () => {
    const known = {
      ...facts,
      final_metrics: { 'train/loss': 2, loss: 'NaN' as const, mine: 1, training_accuracy: 0.5 },
    };
    expect(newestValues(known, new ResourceSamples())).toEqual({ training_loss: 2, training_accuracy: 0.5 });
    expect(newestValues({ ...facts, final_metrics: { loss: 'NaN' } }, new ResourceSamples())).toEqual({
      training_loss: NaN,
    });
  });

  it('of several GPUs are the mean of shares and the sum of amounts, each GPU with its newest sample', () => {
    const samples = new ResourceSamples();
    const names = ['gpu_utilization_percent', 'gpu_memory_bytes', 'loss'];
    samples.add({ attempt: 1 }, batch(names, [10, 1_000, 3], { labels: { gpu: '0' } }));
    samples.add({ attempt: 1 }, batch(names, [90, 5_000, 3], { labels: { gpu: '1' } }));
    samples.add({ attempt: 1 }, batch(names, [30, 2_000, 3], { labels: { gpu: '0' } }));
    expect(newestValues(facts, samples)).toEqual({ gpu_utilization_percent: 60, gpu_memory_bytes: 7_000 });
  });

  it('of another attempt replace those of the one before, late samples of an earlier attempt count no more', () => {
    const samples = new ResourceSamples();
    samples.add({ attempt: 1 }, batch(['cpu_percent'], [50], { rank: 1 }));
    samples.add({ attempt: 2 }, batch(['cpu_percent'], [10]));
    samples.add({ attempt: 1 }, batch(['cpu_percent'], [90], { rank: 1 }));
    expect(newestValues(facts, samples)).toEqual({ cpu_percent: 10 });
  });
});
