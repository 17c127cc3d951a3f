/** Curves -> what is drawn on top of them: best points, early stops, overfitting, divergence, attempts. Pure. */
import type { AnnotationMark } from './annotations';
import type { Curve } from './curve';
import { nearest } from './curve';
import type { Place } from './curveMarks';
import { fieldNamed, finiteOf } from '../../visual/fieldValue';
import { plainText } from '../../visual/numberText';
import type { LossPlotOptions } from './options';
import { bestIndex, maximizes, overfittingRange, type BestPlace } from './overfitting';
import { xPhrase, type XKind } from './xAxis';

export type Mark = AnnotationMark | CurveMark;

/** What the curves themselves tell. */
export type CurveMark =
  | { kind: 'region'; session: string; from: number; to: number; label: string | null }
  | { kind: 'line'; session: string; x: number; look: 'stop' | 'attempt'; label: string | null }
  | { kind: 'point'; session: string; curve: Curve; x: number; y: number; label: string | null }
  | { kind: 'break'; session: string; curve: Curve; from: number; to: number; label: string | null };

/** With more sessions than this words would cover the curves: shapes only. */
export const LABELLED_SESSIONS = 3;
/** Runs of broken values a curve; a curve that breaks more often says nothing more with further marks. */
const MAX_BREAKS = 200;

type MarkOptions = Pick<LossPlotOptions, 'showBest' | 'showEarlyStop' | 'showOverfitting' | 'showAttempts'>;

/** Marks of the visible curves, in the order of painting. */
export function buildMarks(
  curves: readonly Curve[],
  xKind: XKind,
  timeZone: string,
  options: MarkOptions,
): CurveMark[] {
  const bySession = groupBySession(curves);
  const words = bySession.size <= LABELLED_SESSIONS;
  const marks: CurveMark[] = [];
  for (const [session, own] of bySession) {
    const objective = objectiveOf(own);
    if (objective) {
      marks.push(...objectiveMarks(session, objective, own, { xKind, timeZone, words, options }));
    }
    if (options.showAttempts) {
      marks.push(...attemptMarks(session, own, xKind, words));
    }
    const breaks = own.flatMap((curve) => breakMarks(session, curve, xKind, timeZone, words));
    // Training and validation usually break together: it is said once.
    const said = new Set<string | null>();
    for (const mark of breaks) {
      marks.push(said.has(mark.label) ? { ...mark, label: null } : mark);
      said.add(mark.label);
    }
  }
  const order = { region: 0, line: 1, break: 2, point: 3 } as const;
  return marks.sort((a, b) => order[a.kind] - order[b.kind]);
}

function groupBySession(curves: readonly Curve[]): Map<string, Curve[]> {
  const groups = new Map<string, Curve[]>();
  for (const curve of curves) {
    const group = groups.get(curve.session);
    if (group) {
      group.push(curve);
    } else {
      groups.set(curve.session, [curve]);
    }
  }
  return groups;
}

/** The curve that decides: the objective by the datasource's word, else validation loss, else another validation metric. */
function objectiveOf(curves: readonly Curve[]): Curve | undefined {
  const validation = curves.filter(({ role }) => role === 'validation');
  return (
    curves.find(({ marks, metric }) => marks.objective === metric) ??
    validation.find(({ metric }) => /loss/i.test(metric)) ??
    validation[0]
  );
}

interface Context {
  xKind: XKind;
  timeZone: string;
  words: boolean;
  options: MarkOptions;
}

function objectiveMarks(session: string, curve: Curve, own: readonly Curve[], context: Context): CurveMark[] {
  const { xKind, timeZone, words, options } = context;
  const best = bestOf(curve, xKind);
  if (best === null || curve.x.length < 2) {
    return [];
  }
  const marks: CurveMark[] = [];
  const training = own.find((other) => other.role === 'training' && maximizes(other) === maximizes(curve));
  const range = options.showOverfitting ? overfittingRange(curve, training, best) : null;
  // Regions and lines of many sessions would lie over each other.
  if (range && words) {
    marks.push({ kind: 'region', session, ...range, label: 'overfitting' });
  }
  if (options.showEarlyStop && words) {
    const stopped = curve.marks.earlyStop && xOfPlace(curve, curve.marks.earlyStop, xKind);
    if (stopped !== null) {
      marks.push({ kind: 'line', session, x: stopped, look: 'stop', label: 'stopped early' });
    } else if (best.index !== null && best.index < curve.x.length - 1 && curve.x.length > 2) {
      marks.push({ kind: 'line', session, x: best.x, look: 'stop', label: 'early stop' });
    }
  }
  if (options.showBest && best.index !== null) {
    const x = curve.x[best.index]!;
    const y = curve.y[best.index]!;
    const at = xPhrase(xKind, x, timeZone);
    marks.push({
      kind: 'point',
      session,
      curve,
      x,
      y,
      label: words ? `best ${plainText(curve.format, y)} · ${at}` : null,
    });
  }
  return marks;
}

/**
 * Where a curve is best: the place that the datasource told, where it is in sight; without its word the best point of
 * the curve. A place that was told but lies outside of the values at hand (a time axis zoomed past it) has no index:
 * another point would be called best that isn't. Null where nothing can be said.
 */
function bestOf(curve: Curve, xKind: XKind): BestPlace | null {
  const { marks, x, y, metric } = curve;
  if (marks.objective !== metric || !marks.best) {
    const index = bestIndex(curve);
    return index < 0 ? null : { x: x[index]!, index };
  }
  const told = xOfPlace(curve, marks.best, xKind) ?? xOfValue(curve, marks.best.value);
  if (told === null || x.length === 0) {
    return null;
  }
  const index = nearest(x, told);
  const isInSight = told >= x[0]! && told <= x[x.length - 1]! && !Number.isNaN(y[index]);
  return { x: told, index: isInSight ? index : null };
}

/** The x at which a value was logged first; extremes survive every reduction of a curve. */
function xOfValue({ logged, x }: Curve, value: number | null): number | null {
  const index = value === null ? -1 : logged.indexOf(value);
  return x[index] ?? null;
}

/** The x of a place, from its step where it has no x of its own; null when the curve doesn't tell. */
function xOfPlace(curve: Curve, { x, step }: Place, xKind: XKind): number | null {
  if (x !== null) {
    return x;
  }
  if (step === null || xKind === 'step') {
    return step;
  }
  const field = fieldNamed(curve.frame, 'step');
  const at = field ? curve.rows.findIndex((row) => finiteOf(field.values[row]) === step) : -1;
  return curve.x[at] ?? null;
}

function attemptMarks(session: string, own: readonly Curve[], xKind: XKind, words: boolean): CurveMark[] {
  const curve = own.find(({ marks }) => marks.attempts.length > 1);
  return (curve?.marks.attempts ?? []).flatMap((begin): CurveMark[] => {
    const x = curve && begin.attempt > 1 ? xOfPlace(curve, begin, xKind) : null;
    return x === null
      ? []
      : [{ kind: 'line', session, x, look: 'attempt', label: words ? `attempt ${begin.attempt}` : null }];
  });
}

/** One mark a run of NaN or infinite values; the one that a curve ends with is its divergence. */
function breakMarks(session: string, curve: Curve, xKind: XKind, timeZone: string, words: boolean): CurveMark[] {
  const { broken, x } = curve;
  const marks: CurveMark[] = [];
  for (let at = 0; at < broken.length && marks.length < MAX_BREAKS;) {
    let end = at;
    while (end + 1 < broken.length && broken[end + 1] === broken[end]! + 1) {
      end++;
    }
    const from = x[broken[at]!]!;
    const atEnd = broken[end] === x.length - 1;
    const verb = atEnd ? 'diverged' : 'NaN';
    const label = `${verb} at ${xPhrase(xKind, from, timeZone)}`;
    const say = words && (atEnd || marks.length === 0);
    marks.push({ kind: 'break', session, curve, from, to: x[broken[end]!]!, label: say ? label : null });
    at = end + 1;
  }
  return marks;
}
