/**
 * What a datasource may know about a curve beside its points: `frame.meta.custom`. Everything is optional; what is
 * missing the panel works out from the curves.
 */
import type { DataFrame } from '@grafana/data';
import { finiteOf } from '../../visual/fieldValue';

export interface AttemptMark {
  attempt: number;
  /** Where it begins, in steps; null when unknown. */
  first_step: number | null;
  /** Epoch milliseconds; null when unknown. */
  started_at: number | null;
}

export interface CurveMarks {
  best_step: number | null;
  direction: 'minimize' | 'maximize' | null;
  /** The score, 0 to 1, or a plain verdict. */
  overfitting: boolean | null;
  attempts: readonly AttemptMark[];
}

export const NO_MARKS: CurveMarks = { best_step: null, direction: null, overfitting: null, attempts: [] };

/** GL/(GL + .05): at .5 the newest value is 5 % worse than the best one. */
export const OVERFITTING_FROM = 0.5;

type Bag = Readonly<Record<string, unknown>>;
const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the marks leniently: a frame may come from an older or newer exporter, or from somebody's script. */
export function readMarks(frame: DataFrame): CurveMarks {
  const custom: unknown = frame.meta?.custom;
  if (!isBag(custom)) {
    return NO_MARKS;
  }
  return {
    best_step: finiteOf(custom['best_step']),
    direction: direction(custom['direction']),
    overfitting: verdict(custom['overfitting'] ?? custom['overfitting_score']),
    attempts: Array.isArray(custom['attempts']) ? custom['attempts'].filter(isBag).map(attempt) : [],
  };
}

function direction(value: unknown): CurveMarks['direction'] {
  return value === 'minimize' || value === 'maximize' ? value : null;
}

function verdict(value: unknown): boolean | null {
  const score = finiteOf(value);
  return typeof value === 'boolean' ? value : score === null ? null : score >= OVERFITTING_FROM;
}

function attempt(bag: Bag, index: number): AttemptMark {
  const started = bag['started_at'];
  const parsed = typeof started === 'string' ? Date.parse(started) : finiteOf(started);
  return {
    attempt: finiteOf(bag['attempt']) ?? index + 1,
    first_step: finiteOf(bag['first_step']),
    started_at: parsed === null || Number.isNaN(parsed) ? null : parsed,
  };
}
