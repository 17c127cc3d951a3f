import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** Files of finished runs for benchmarks: `[{task, runs: [{train, valid, test}]}]`, each a list of losses, one a checkpoint. */

/** One finished run: losses on training, validation and test data at its checkpoints; NaN where it had diverged. */
export interface FinishedRun {
  readonly task: string;
  readonly train: readonly number[];
  readonly valid: readonly number[];
  readonly test: readonly number[];
}

/**
 * @returns The runs in the text of such a file. JSON has no NaN: a diverged checkpoint is null, or NaN or Infinity as
 *   Python's json writes them.
 * @throws Error that says where the text has another form.
 */
export function parseRuns(text: string): FinishedRun[] {
  const json: unknown = JSON.parse(text.replace(/(?<=[[,:\s])(-?Infinity|NaN)(?=[\],}\s])/g, '"$1"'));
  return list(json, 'the file').flatMap((entry, place) => {
    const { task, runs } = record(entry, `task ${place}`);
    if (typeof task !== 'string') throw new Error(`task ${place} has no name`);
    return list(runs, `runs of ${task}`).map((run, index) => parseRun(run, task, `run ${index} of ${task}`));
  });
}

function parseRun(run: unknown, task: string, where: string): FinishedRun {
  const curves = record(run, where);
  const losses = (name: string) => list(curves[name], `${name} of ${where}`).map((value) => loss(value, where));
  const [train, valid, test] = [losses('train'), losses('valid'), losses('test')];
  if (train.length !== valid.length || test.length !== valid.length) {
    throw new Error(`${where}: train, valid and test must be of one length`);
  }
  return { task, train, valid, test };
}

function loss(value: unknown, where: string): number {
  if (value === null) return Number.NaN;
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw new Error(`${where}: a loss must be a number or null, not ${JSON.stringify(value)}`);
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${where} must be a list`);
  return value;
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`${where} must be an object`);
  return value as Record<string, unknown>;
}

/** Reads such a file, gzipped or not. */
export async function readRuns(file: string): Promise<FinishedRun[]> {
  const bytes = await readFile(file);
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return parseRuns((gzipped ? gunzipSync(bytes) : bytes).toString('utf8'));
}

/** The validation loss of knowing nothing in a two-class task is ln 2 = .693: below .66 something was learned. */
const LEARNED_BELOW = 0.66;
const EXPLODED_ABOVE = 2;

/** The runs that figures are quoted over: all values finite, no validation value above 2, best validation below .66. */
export function isLearning({ train, valid, test }: FinishedRun): boolean {
  return (
    [...train, ...valid, ...test].every(Number.isFinite) &&
    Math.max(...valid) <= EXPLODED_ABOVE &&
    Math.min(...valid) < LEARNED_BELOW
  );
}
