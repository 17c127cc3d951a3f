import { computeSessionScores, type SessionScores } from '@shadower-training/exporter/analytics/session/session-scores';
import { isLearning, readRuns, type FinishedRun } from './curve-file.js';
import { areaUnderRoc, precisionRecall, spearman } from './rank-statistics.js';

/**
 * `npm run bench -- scores FILE`: do the session scores, computed from training and validation loss alone, rank runs as
 * their test loss does? FILE: finished runs in the form of curve-file.ts. The definitions are in docs/metrics.md.
 */
const USAGE = `Usage: npm run bench -- scores FILE
FILE is JSON, gzipped or not: [{"task": "name", "runs": [{"train": [...], "valid": [...], "test": [...]}]}],
each a list of losses, one a checkpoint, null where the run had diverged.`;

/** Test loss this much worse at the end than at the best validation checkpoint: the run overfitted. */
const OVERFITTED_BY = 0.05;
/** The same for calling the rest of a run harmful. */
const HARMED_BY = 0.02;
const TIMED_POINTS = 2048;

/** A run with its scores, and what its test loss says. */
interface ScoredRun {
  readonly run: FinishedRun;
  readonly scores: SessionScores;
  /** Test loss at the last checkpoint over test loss at the best validation checkpoint, - 1. NaN when it diverged: that is another finding. */
  readonly endsWorseBy: number;
  /** Test - training loss at the best validation checkpoint. */
  readonly gap: number;
  /** Mean absolute change of test loss between the checkpoints of the last half, over its whole drop. */
  readonly testNoise: number;
}

export async function run(args: string[]): Promise<Record<string, number>> {
  const [file] = args;
  if (file === undefined) throw new Error(USAGE);
  const runs = await readRuns(file);

  const start = performance.now();
  const scores = runs.map(scoresOf);
  const microseconds = ((performance.now() - start) * 1000) / runs.length;

  const all = runs.map((one, index) => judge(one, scores[index]!));
  const learning = all.filter(({ run: one }) => isLearning(one));
  const figures = {
    runs: learning.length,
    ...report(learning),
    runs_all: all.length,
    ...suffixed(report(all), '_all'),
    microseconds_per_run: microseconds,
    milliseconds_per_2048_points: timeLongCurve(),
  };
  print(figures);
  return figures;
}

function scoresOf({ train, valid }: FinishedRun): SessionScores {
  // Checkpoint 1, 2, ... is the epoch as well.
  const steps = Array.from(valid, (_, index) => index + 1);
  const validation = { steps, values: valid };
  return computeSessionScores({
    objective: { metric: 'validation_loss', direction: 'minimize' },
    objectiveCurve: validation,
    validationLoss: validation,
    trainingLoss: { steps, values: train },
    trainingLossKind: 'loss',
    epochsAtSteps: { steps, values: steps },
  });
}

function judge(run: FinishedRun, scores: SessionScores): ScoredRun {
  const best = (scores.best?.step ?? 1) - 1;
  const last = run.test.at(-1)!;
  const atBest = run.test[best]!;
  const half = run.test.slice(Math.floor(run.test.length / 2));
  const changes = half.slice(1).map((value, index) => Math.abs(value - half[index]!));
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  return {
    run,
    scores,
    endsWorseBy: last / atBest - 1,
    gap: atBest - run.train[best]!,
    testNoise: mean / (run.test[0]! - Math.min(...run.test)),
  };
}

type Report = Readonly<Record<string, number>>;

function report(runs: readonly ScoredRun[]): Report {
  const overfitting = runs.filter(
    ({ scores, endsWorseBy }) => scores.overfitting_score.value !== null && Number.isFinite(endsWorseBy),
  );
  const overfitted = overfitting.map(({ endsWorseBy }) => endsWorseBy > OVERFITTED_BY);
  const general = runs.filter(({ scores, gap }) => scores.generalization_score.value !== null && Number.isFinite(gap));
  const stable = runs.filter(
    ({ scores, testNoise }) => scores.stability_score.value !== null && Number.isFinite(testNoise),
  );
  const ended = runs.filter(({ endsWorseBy }) => Number.isFinite(endsWorseBy));
  const overtrained = precisionRecall(
    ended.map(({ scores }) => scores.overtraining.flag),
    ended.map(({ endsWorseBy }) => endsWorseBy > HARMED_BY),
  );
  return {
    overfitting_auc: areaUnderRoc(
      overfitting.map(({ scores }) => scores.overfitting_score.value!),
      overfitted,
    ),
    overfitting_n: overfitting.length,
    overfitting_positives: overfitted.filter(Boolean).length,
    generalization_spearman: spearman(
      general.map(({ scores }) => scores.generalization_score.value!),
      general.map(({ gap }) => gap),
    ),
    generalization_n: general.length,
    stability_spearman: spearman(
      stable.map(({ scores }) => scores.stability_score.value!),
      stable.map(({ testNoise }) => testNoise),
    ),
    stability_n: stable.length,
    overtraining_precision: overtrained.precision,
    overtraining_recall: overtrained.recall,
    overtraining_n: ended.length,
  };
}

function suffixed(figures: Report, suffix: string): Report {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name + suffix, value]));
}

/** All scores of one session whose curves fill a sample, in milliseconds; the median of several. */
function timeLongCurve(): number {
  const wave = (phase: number) =>
    Array.from({ length: TIMED_POINTS }, (_, index) => 0.5 + Math.exp(-index / 300) + 0.05 * Math.sin(index * phase));
  const long = { task: '', train: wave(12.9898), valid: wave(78.233), test: [] };
  const times = Array.from({ length: 100 }, () => {
    const start = performance.now();
    scoresOf(long);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[times.length / 2]!;
}

function print(figures: Report): void {
  const line = (label: string, name: string, goal = '') => {
    const shown = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(3));
    const [learning, all] = [shown(figures[name]!), shown(figures[`${name}_all`]!)];
    console.log(`${label.padEnd(66)} ${learning.padStart(8)} ${all.padStart(8)}   ${goal}`);
  };
  console.log(`${''.padEnd(66)} ${'learning'.padStart(8)} ${'all'.padStart(8)}`);
  line('runs', 'runs');
  line('overfitting: AUC for test loss > 5 % worse at the end', 'overfitting_auc', 'goal >= .95');
  line('  runs with a score', 'overfitting_n');
  line('  of them worse', 'overfitting_positives');
  line('generalization: Spearman with test - training loss at the best', 'generalization_spearman', 'goal <= -.8');
  line('  runs with a score', 'generalization_n');
  line('stability: Spearman with test noise', 'stability_spearman', 'descriptive');
  line('  runs with a score', 'stability_n');
  line('overtraining: precision for test loss > 2 % worse at the end', 'overtraining_precision', 'waste, not harm');
  line('  recall', 'overtraining_recall');
  line('  runs that ended finite', 'overtraining_n');
  console.log(`All scores of a run: ${figures['microseconds_per_run']!.toFixed(1)} microseconds`);
  console.log(
    `All scores of curves of ${TIMED_POINTS} points: ${figures['milliseconds_per_2048_points']!.toFixed(2)} ms`,
  );
}
