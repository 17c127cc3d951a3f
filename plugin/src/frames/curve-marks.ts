/** What the loss plot draws beside a curve: best, early stop, overfitting, divergence, attempts. */
import type { Curve, Direction, SeriesAxis, SessionState, SessionSummary } from '@shadower-training/contract';
import { timeOf } from './values';

/** A place on the curve; `x` is on the curve's own axis and null where it can't be known. */
export interface CurveMark {
  x: number | null;
  step: number | null;
  /** The objective's value there. */
  value: number | null;
}

/** `frame.meta.custom` of a curve. */
export interface CurveMarks {
  state: SessionState;
  objective: { metric: string; direction: Direction };
  /** Where the objective was best. */
  best: CurveMark | null;
  /** Where an early stop ended the session. */
  early_stop: CurveMark | null;
  /** The region in which the session overfits, from its best to its end; false when it does not, null when unknown. */
  overfitting: { from: CurveMark; score: number | null } | false | null;
  /** The first step with a value that is not finite. */
  diverged_at_step: number | null;
  /** Where attempts begin, the first one included. */
  attempts: Array<{ attempt: number; x: number | null; first_step: number | null; started_at: number | null }>;
}

/** The x at which the objective's own curve has its best value; extremes survive downsampling. */
function xOfBest(objectiveCurve: Curve | undefined, best: number | null): number | null {
  if (objectiveCurve === undefined || best === null) return null;
  const index = objectiveCurve.y.indexOf(best);
  return index < 0 ? null : (objectiveCurve.x[index] ?? null);
}

function xOfAttempt(axis: SeriesAxis, firstStep: number | null, startedAt: number | null, begin: number | null) {
  if (axis === 'step') return firstStep;
  if (axis === 'time') return startedAt;
  if (axis === 'relative_time' && startedAt !== null && begin !== null) return (startedAt - begin) / 1_000;
  return null;
}

function overfittingOf(session: SessionSummary, best: CurveMark | null): CurveMarks['overfitting'] {
  if (session.overfitting_detected === true && best)
    return { from: best, score: session.quality_metrics.overfitting_score };
  return session.overfitting_detected === false ? false : null;
}

/**
 * Marks of one session on an axis.
 * @param objectiveCurve The session's curve of its objective in the same answer, where there is one: on axes other
 *   than step and epoch the place of the best value is read from it.
 */
export function curveMarks(session: SessionSummary, axis: SeriesAxis, objectiveCurve: Curve | undefined): CurveMarks {
  const known = { step: session.best_step, epoch: session.best_epoch } as Partial<Record<SeriesAxis, number | null>>;
  const best: CurveMark | null =
    session.best_step === null && session.objective_best === null
      ? null
      : {
          x: axis in known ? (known[axis] ?? null) : xOfBest(objectiveCurve, session.objective_best),
          step: session.best_step,
          value: session.objective_best,
        };
  const lastStep = session.attempts.at(-1)?.last_step ?? null;
  const lastX: Partial<Record<SeriesAxis, number | null>> = {
    step: lastStep,
    epoch: session.current_epoch,
    time: timeOf(session.completed_at),
  };
  const begin = timeOf(session.started_at);
  return {
    state: session.state,
    objective: session.objective,
    best,
    early_stop: session.early_stopping_triggered
      ? { x: lastX[axis] ?? objectiveCurve?.x.at(-1) ?? null, step: lastStep, value: null }
      : null,
    overfitting: overfittingOf(session, best),
    diverged_at_step: session.diverged_at_step,
    attempts: session.attempts.map((attempt) => {
      const startedAt = timeOf(attempt.started_at);
      return {
        attempt: attempt.attempt,
        x: xOfAttempt(axis, attempt.first_step, startedAt, begin),
        first_step: attempt.first_step,
        started_at: startedAt,
      };
    }),
  };
}
