import {
  answeredValue,
  invalidRequest,
  LIMITS,
  TRAINING_SESSION,
  unitOfMetric,
  type Curve,
  type Notice,
  type Problem,
  type SeriesAnswer,
  type SeriesQuery,
} from '@shadower-training/contract';
import type { StoreReader } from '../store/port.js';
import { isFlat } from './curves/flat-axis.js';
import { bundlesOf, combineBundle, gridOfBundle, wantedOf, type Combined } from './curves/combine.js';
import { BY_GROUP, byRank } from './curves/combiners.js';
import { readAll, type Read, type ReadAllRequest, type Wanted } from './curves/read-all.js';
import { FEW_POINTS, titleOf } from './curves/session-curves.js';
import { heldName, unknownSession, type SessionLookup, type StoredSession } from './stored-session.js';

/** Curves of one answer: a metric that each of a thousand ranks logs is a thousand curves. */
const MAXIMUM_CURVES = 2_000;
/** Points of one answer, about 40 MB of JSON; more sessions and metrics get fewer points each. */
const MAXIMUM_POINTS = 1_000_000;
const MINIMUM_POINTS_A_CURVE = 10;

/** GET and POST /analytics/series. */
export function seriesReader(reader: StoreReader, sessions: SessionLookup) {
  return async (workspaceId: string, query: SeriesQuery, signal: AbortSignal): Promise<SeriesAnswer> => {
    const { session_id, metric } = checkQuery(query);
    const notices: Notice[] = [];
    const found = await sessions.many(workspaceId, session_id);
    signal.throwIfAborted();
    if (found.length === 0) throw unknownSession(workspaceId, session_id[0]!);
    noticeUnknown(session_id, found, notices);
    noticeRetention(found, notices);
    noticeLateValues(found, notices);
    const wanted = resolve(found, metric, query.kind, notices);
    const points = pointsACurve(query.points, wanted.length, notices);
    const read: ReadMany = (wanted, request, notices = []) => readAll(reader, wanted, request, notices, signal);
    // What is combined is looked at first: its extents decide how it is read.
    const looked = await alongAnAxis(
      read,
      wanted,
      { ...query, points: query.combine === 'none' ? points : FEW_POINTS },
      notices,
    );
    const curves =
      query.combine === 'none'
        ? looked.curves.map(answeredCurve)
        : await combined(read, looked.curves, { ...looked.query, points });
    return { x: looked.query.x, curves: atMost(curves, notices), notices };
  };
}

type ReadMany = (wanted: readonly Wanted[], request: ReadAllRequest, notices?: Notice[]) => Promise<Read[]>;

/** Reads along the axis asked for; along time where the curves have no extent along it. */
async function alongAnAxis(
  read: ReadMany,
  wanted: readonly Wanted[],
  query: SeriesQuery,
  notices: Notice[],
): Promise<{ curves: Read[]; query: SeriesQuery }> {
  const curves = await read(wanted, query, notices);
  if (!(await hasNoExtent(read, wanted, query, curves))) return { curves, query };
  const byTime = { ...query, x: 'time', from: undefined, to: undefined } as const;
  const other = await read(wanted, byTime);
  if (other.length === 0) return { curves: [], query };
  notices.push({
    severity: 'info',
    text: `values were logged without ${query.x}s, or all at one: time is on the x-axis instead`,
  });
  return { curves: other, query: byTime };
}

/** Curves that stand for several, and those that stay by themselves. */
async function combined(read: ReadMany, looked: readonly Read[], query: SeriesQuery): Promise<Curve[]> {
  const { points } = query;
  const combiner = query.combine === 'group' ? BY_GROUP : byRank(await whereRanksAre(read, looked, query));
  const { bundles, alone } = bundlesOf(looked, combiner);
  const curves: Curve[] = [];
  for (const bundle of bundles) {
    const grid = gridOfBundle(bundle, points);
    const members = await read(bundle.wanted, { ...query, points: undefined, average: grid ?? undefined });
    const others = members.filter((member) => combiner.bundleOf(member) !== null);
    curves.push(...combineBundle(others, combiner, grid, points).map(combinedCurve));
  }
  const byThemselves = alone.length === 0 ? [] : await read(wantedOf(alone), query);
  curves.push(...byThemselves.filter((each) => combiner.bundleOf(each) === null).map(answeredCurve));
  return curves;
}

/** The last step of each rank is looked for along steps, whatever is on the x-axis and in its range. */
function whereRanksAre(read: ReadMany, looked: readonly Read[], query: SeriesQuery): Promise<Read[]> {
  const ranked = wantedOf(looked.filter(({ curve }) => curve.labels['rank'] !== undefined));
  return read(ranked, { ...query, x: 'step', from: undefined, to: undefined, points: FEW_POINTS });
}

function checkQuery(query: SeriesQuery): { session_id: readonly string[]; metric: readonly string[] } {
  const problems: Problem[] = [];
  const bounded = (path: 'session_id' | 'metric', maximum: number): string[] => {
    const values = query[path] ?? [];
    if (values.length === 0) problems.push({ path, problem: 'is required' });
    if (values.length > maximum) problems.push({ path, problem: `must have at most ${maximum} entries` });
    return [...new Set(values)];
  };
  const checked = {
    session_id: bounded('session_id', LIMITS.sessionsInSeries),
    metric: bounded('metric', LIMITS.metricsInSeries),
  };
  if (query.x === 'metric' && query.x_metric === undefined)
    problems.push({ path: 'x_metric', problem: 'is required when x is metric' });
  if (problems.length > 0) throw invalidRequest(problems);
  return checked;
}

function noticeUnknown(ids: readonly string[], found: readonly StoredSession[], notices: Notice[]): void {
  const known = new Set(found.map(({ summary }) => summary.session_id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0)
    notices.push({ severity: 'warning', text: `unknown sessions are left out: ${unknown.slice(0, 5).join(', ')}` });
}

/** The first of several sessions, and how many they are. */
function titles(sessions: readonly StoredSession[]): string {
  return `${sessions.slice(0, 5).map(titleOf).join(', ')}${sessions.length > 5 ? `, … (${sessions.length})` : ''}`;
}

/** What a session logged after it had said that it was over is kept, and looks like any other value. */
function noticeLateValues(found: readonly StoredSession[], notices: Notice[]): void {
  const late = found.filter(({ summary }) => summary.values_after_completion > 0);
  const values = late.reduce((sum, { summary }) => sum + summary.values_after_completion, 0);
  if (late.length > 0)
    notices.push({
      severity: 'warning',
      text: `${values} value${values === 1 ? ' was' : 's were'} logged after completion: ${titles(late)}`,
    });
}

/** Points that retention has thinned out or ended look like few points that were logged. */
function noticeRetention(found: readonly StoredSession[], notices: Notice[]): void {
  const thinned = found.filter((session) => session.downsampled_parts > 0);
  if (thinned.length > 0)
    notices.push({
      severity: 'info',
      text: `points were downsampled by retention, lowest and highest values kept: ${titles(thinned)}`,
    });
  const without = found.filter((session) => session.has_no_points);
  if (without.length > 0)
    notices.push({ severity: 'info', text: `points were removed by retention: ${titles(without)}` });
}

/** Finds under which name each session holds each metric. */
function resolve(
  sessions: readonly StoredSession[],
  metrics: readonly string[],
  kind: SeriesQuery['kind'],
  notices: Notice[],
): Wanted[] {
  return metrics.flatMap((metric) => {
    const wanted = sessions.flatMap((session) => {
      const field = heldName(session, metric, kind);
      return field === null ? [] : [{ session, metric, field }];
    });
    const without = sessions.length - wanted.length;
    if (wanted.length === 0) notices.push({ severity: 'warning', text: `no session has a metric ${metric}` });
    else if (without > 0)
      notices.push({ severity: 'info', text: `${without} of ${sessions.length} sessions have no metric ${metric}` });
    return wanted;
  });
}

function pointsACurve(asked: number, curves: number, notices: Notice[]): number {
  const points = Math.max(MINIMUM_POINTS_A_CURVE, Math.min(asked, Math.floor(MAXIMUM_POINTS / Math.max(1, curves))));
  if (points < asked) notices.push({ severity: 'info', text: `so many curves are drawn with ${points} points each` });
  return points;
}

/**
 * Whether no curve has an extent along steps or epochs. A range may cut curves down to one step, or to nothing: then
 * the whole ones are looked at.
 */
async function hasNoExtent(
  read: ReadMany,
  wanted: readonly Wanted[],
  query: SeriesQuery,
  curves: readonly Read[],
): Promise<boolean> {
  if ((query.x !== 'step' && query.x !== 'epoch') || wanted.length === 0 || !isFlatOrNothing(curves)) return false;
  if (query.from === undefined && query.to === undefined) return true;
  const whole = { ...query, from: undefined, to: undefined, points: FEW_POINTS };
  return isFlatOrNothing(await read(wanted, whole));
}

/** Curves of one point say nothing about the axis. */
function isFlatOrNothing(read: readonly Read[]): boolean {
  const several = read.filter(({ curve }) => curve.total > 1);
  return several.length > 0 ? several.every(({ curve }) => isFlat(curve)) : read.length === 0;
}

function atMost(curves: readonly Curve[], notices: Notice[]): Curve[] {
  if (curves.length > MAXIMUM_CURVES) {
    notices.push({
      severity: 'warning',
      text: `only the first ${MAXIMUM_CURVES} of ${curves.length} curves are shown; filter by labels`,
    });
  }
  return curves.slice(0, MAXIMUM_CURVES);
}

function answeredCurve({ session, metric, field, curve }: Read): Curve {
  return {
    session_id: session.summary.session_id,
    agent_id: session.summary.agent_id,
    session_name: session.summary.name ?? null,
    metric,
    attempt: curve.attempt,
    labels: { ...curve.labels },
    logged_as: [field],
    unit: unitOf(metric),
    combined: null,
    x: [...curve.x],
    y: curve.y.map(answeredValue),
    minimum: null,
    maximum: null,
    count: null,
    time: [...curve.time],
    total: curve.total,
    downsampled: curve.x.length < curve.total || curve.isThinned === true,
  };
}

function combinedCurve({ members, labels, combination, curve, total, isAveraged }: Combined): Curve {
  const { session, metric } = members[0]!;
  return {
    session_id: session.summary.session_id,
    agent_id: session.summary.agent_id,
    session_name: combination.group ?? session.summary.name ?? null,
    metric,
    attempt: members[0]!.curve.attempt,
    labels: { ...labels },
    logged_as: [...new Set(members.map(({ field }) => field))],
    unit: unitOf(metric),
    combined: combination,
    x: curve.x,
    y: curve.y.map(answeredValue),
    minimum: curve.minimum.map(answeredValue),
    maximum: curve.maximum.map(answeredValue),
    count: curve.count,
    time: curve.time,
    total,
    downsampled: isAveraged || members.some(({ curve: member }) => member.isThinned === true),
  };
}

function unitOf(metric: string): string | null {
  const score = Object.hasOwn(TRAINING_SESSION.fields, metric) ? TRAINING_SESSION.fields[metric] : undefined;
  return unitOfMetric(metric) ?? score?.unit ?? null;
}
