import type { Combination } from '@shadower-training/contract';
import { CurveAverager } from '../../analytics/average-curve.js';
import { combineCurves, type CombinedCurve, type CombinedPart } from '../../analytics/combine-curves.js';
import { gridOf, type Grid } from '../../analytics/grid.js';
import type { Read, Wanted } from './read-all.js';

/** A curve that stands for several, and what it was made of. */
export interface Combined {
  readonly members: readonly Read[];
  readonly labels: Readonly<Record<string, string>>;
  readonly combination: Combination;
  readonly curve: CombinedCurve;
  /** Points of all members in the range. */
  readonly total: number;
  readonly isAveraged: boolean;
}

/** What is combined is read over one grid: the sessions of a group, or the ranks of a session, in one metric. */
export interface Bundle {
  readonly wanted: readonly Wanted[];
  /** Curves as a first look found them, reduced to a few points: their extents and totals are those of the whole. */
  readonly survey: readonly Read[];
}

/** How a metric of several is combined. */
export interface Combiner {
  /** One text for all that is read over one grid; null for a curve that stays by itself. */
  bundleOf(read: Read): string | null;
  /** Which labels the curves share that become one. */
  labelsOf(read: Read): Readonly<Record<string, string>>;
  readonly middle: 'mean' | 'median';
  describe(members: readonly Read[]): Combination;
}

/** Sorts curves into what is combined and what is not. */
export function bundlesOf(survey: readonly Read[], combiner: Combiner): { bundles: Bundle[]; alone: Read[] } {
  const bundles = new Map<string, Read[]>();
  const alone: Read[] = [];
  for (const read of survey) {
    const key = combiner.bundleOf(read);
    if (key === null) alone.push(read);
    else bundles.set(key, [...(bundles.get(key) ?? []), read]);
  }
  return {
    bundles: [...bundles.values()].map((reads) => ({ wanted: wantedOf(reads), survey: reads })),
    alone,
  };
}

/** The metrics of sessions to which curves belong, each once. */
export function wantedOf(reads: readonly Read[]): Wanted[] {
  const byKey = new Map(reads.map((read) => [wantedKey(read), read]));
  return [...byKey.values()].map(({ session, metric, field }) => ({ session, metric, field }));
}

/** One text for a metric of a session. */
export function wantedKey({ session, metric }: Wanted): string {
  return JSON.stringify([session.summary.session_id, metric]);
}

/** The grid over which a bundle is to be read as averages; null when its curves are small enough as they are. */
export function gridOfBundle({ survey }: Bundle, points: number): Grid | null {
  return survey.every(({ curve }) => curve.total <= points)
    ? null
    : gridOfCurves(
        survey.map(({ curve }) => curve),
        points,
      );
}

/**
 * Combines the curves of a bundle: those with equal labels (and attempt) become one.
 * @param grid What they were averaged over; null: they are as they were logged.
 * @param points At most so many points a curve.
 */
export function combineBundle(
  reads: readonly Read[],
  combiner: Combiner,
  grid: Grid | null,
  points: number,
): Combined[] {
  const groups = new Map<string, Read[]>();
  for (const read of reads) {
    const key = JSON.stringify([read.curve.attempt, Object.entries(combiner.labelsOf(read)).sort()]);
    groups.set(key, [...(groups.get(key) ?? []), read]);
  }
  return [...groups.values()].map((members) => {
    const curves = members.map(({ curve }) => curve);
    const { curve, isAveraged } = grid
      ? { curve: combineCurves(curves, combiner.middle, grid), isAveraged: true }
      : combineAsLogged(curves, combiner.middle, points);
    return {
      members,
      labels: combiner.labelsOf(members[0]!),
      combination: combiner.describe(members),
      curve,
      total: curves.reduce((sum, { total }) => sum + total, 0),
      isAveraged,
    };
  });
}

/** At the places of all of them; where these are too many, over a grid after all. */
function combineAsLogged(
  curves: readonly CombinedPart[],
  middle: Combiner['middle'],
  points: number,
): { curve: CombinedCurve; isAveraged: boolean } {
  const places = new Set(curves.flatMap(({ x }) => Array.from(x)));
  if (places.size <= points) return { curve: combineCurves(curves, middle), isAveraged: false };
  const grid = gridOfCurves(curves, points);
  const averages = curves.map(({ x, y, time }) => {
    const averager = new CurveAverager({ ...grid, origin: 0 });
    averager.add(Float64Array.from(x), Float64Array.from(y), Float64Array.from(time));
    return averager.averages();
  });
  return { curve: combineCurves(averages, middle, grid), isAveraged: true };
}

function gridOfCurves(curves: readonly Pick<CombinedPart, 'x'>[], points: number): Grid {
  let [from, to] = [Infinity, -Infinity];
  for (const { x } of curves) {
    if (x.length === 0) continue;
    from = Math.min(from, x[0]!);
    to = Math.max(to, x[x.length - 1]!);
  }
  return gridOf(from, to, points);
}
