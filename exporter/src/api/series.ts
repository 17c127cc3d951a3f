import {
  answeredValue,
  invalidRequest,
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
import type { ReadCurve } from './curves/read-points.js';
import { readSessionCurves } from './curves/session-curves.js';
import { heldName, unknownSession, type SessionLookup, type StoredSession } from './stored-session.js';

const MAXIMUM_SESSIONS = 200;
const MAXIMUM_METRICS = 50;
/** Curves of one answer: a metric that each of a thousand ranks logs is a thousand curves. */
const MAXIMUM_CURVES = 2_000;
/** Points of one answer, about 40 MB of JSON; more sessions and metrics get fewer points each. */
const MAXIMUM_POINTS = 1_000_000;
const MINIMUM_POINTS_A_CURVE = 10;

interface Wanted {
  readonly session: StoredSession;
  /** As asked for. */
  readonly metric: string;
  /** As logged. */
  readonly field: string;
}

/** GET and POST /analytics/series. */
export function seriesReader(reader: StoreReader, sessions: SessionLookup) {
  return async (workspaceId: string, query: SeriesQuery): Promise<SeriesAnswer> => {
    const { session_id, metric } = checkQuery(query);
    const notices: Notice[] = [];
    const found = await sessions.many(workspaceId, session_id);
    if (found.length === 0) throw unknownSession(workspaceId, session_id[0]!);
    noticeUnknown(session_id, found, notices);
    const wanted = resolve(found, metric, query.kind, notices);
    const points = pointsACurve(query.points, wanted.length, notices);
    const read = await readAll(reader, wanted, { ...query, points }, notices);
    if (!(await hasNoExtent(reader, wanted, query, read)))
      return { x: query.x, curves: answered(read, notices), notices };
    const byTime = await readAll(reader, wanted, { ...query, x: 'time', points, from: undefined, to: undefined }, []);
    if (byTime.length === 0) return { x: query.x, curves: [], notices };
    notices.push({
      severity: 'info',
      text: `values were logged without ${query.x}s, or all at one: time is on the x-axis instead`,
    });
    return { x: 'time', curves: answered(byTime, notices), notices };
  };
}

function checkQuery(query: SeriesQuery): { session_id: readonly string[]; metric: readonly string[] } {
  const problems: Problem[] = [];
  const bounded = (path: 'session_id' | 'metric', maximum: number): string[] => {
    const values = [...new Set(query[path] ?? [])];
    if (values.length === 0) problems.push({ path, problem: 'is required' });
    if (values.length > maximum) problems.push({ path, problem: `must have at most ${maximum} entries` });
    return values;
  };
  const checked = { session_id: bounded('session_id', MAXIMUM_SESSIONS), metric: bounded('metric', MAXIMUM_METRICS) };
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

type Read = Wanted & { readonly curve: ReadCurve };

async function readAll(
  reader: StoreReader,
  wanted: readonly Wanted[],
  query: SeriesQuery,
  notices: Notice[],
): Promise<Read[]> {
  const read = await Promise.all(
    wanted.map(async (each) => {
      const curves = await readSessionCurves(reader, { ...query, session: each.session, field: each.field }, notices);
      return curves.map((curve) => ({ ...each, curve }));
    }),
  );
  return read.flat();
}

/**
 * Whether no curve has an extent along steps or epochs. A range may cut curves down to one step, or to nothing: then
 * the whole ones are looked at.
 */
async function hasNoExtent(
  reader: StoreReader,
  wanted: readonly Wanted[],
  query: SeriesQuery,
  read: readonly Read[],
): Promise<boolean> {
  if ((query.x !== 'step' && query.x !== 'epoch') || wanted.length === 0 || !isFlatOrNothing(read)) return false;
  if (query.from === undefined && query.to === undefined) return true;
  const whole = { ...query, from: undefined, to: undefined, points: MINIMUM_POINTS_A_CURVE };
  return isFlatOrNothing(await readAll(reader, wanted, whole, []));
}

/** Curves of one point say nothing about the axis. */
function isFlatOrNothing(read: readonly Read[]): boolean {
  const several = read.filter(({ curve }) => curve.total > 1);
  return several.length > 0 ? several.every(({ curve }) => isFlat(curve)) : read.length === 0;
}

function answered(read: readonly Read[], notices: Notice[]): Curve[] {
  if (read.length > MAXIMUM_CURVES) {
    notices.push({
      severity: 'warning',
      text: `only the first ${MAXIMUM_CURVES} of ${read.length} curves are shown; filter by labels`,
    });
  }
  return read.slice(0, MAXIMUM_CURVES).map(({ session, metric, curve }) => ({
    session_id: session.summary.session_id,
    agent_id: session.summary.agent_id,
    session_name: session.summary.name ?? null,
    metric,
    attempt: curve.attempt,
    labels: { ...curve.labels },
    unit: unitOf(metric),
    x: [...curve.x],
    y: curve.y.map(answeredValue),
    time: [...curve.time],
    total: curve.total,
    downsampled: curve.x.length < curve.total,
  }));
}

function unitOf(metric: string): string | null {
  const score = Object.hasOwn(TRAINING_SESSION.fields, metric) ? TRAINING_SESSION.fields[metric] : undefined;
  return unitOfMetric(metric) ?? score?.unit ?? null;
}
