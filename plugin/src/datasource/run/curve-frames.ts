/** Curves -> frames, each made once. */
import type { DataFrame, DataLink } from '@grafana/data';
import type { Curve, Notice, SessionSummary } from '@shadower-training/contract';
import { titleOf } from '../../frames/band';
import { curvesTable } from '../../frames/curve-table';
import { curveMarks } from '../../frames/curve-marks';
import { dashboardLink, pageLink, sessionDashboard, type GrafanaPlace } from '../../frames/links';
import type { Origin } from '../../frames/meta';
import { curveFrame, curveWithin, emptyCurveFrame } from '../../frames/series';
import { seriesPath } from '../client/client';
import { metricsOf } from '../query';
import { originOf, type RunContext } from './context';
import type { CurveState } from './curve-state';

/** Makes frames, and keeps those of curves and sessions that did not change: panels draw only what is new. */
export class FrameMaker {
  private readonly made = new Map<Curve, { sessions: SessionSummary[]; frame: DataFrame }>();
  constructor(private readonly context: RunContext) {}

  of(state: CurveState): DataFrame[] {
    const { query } = this.context;
    const executed = `GET ${seriesPath(state.question)}`;
    const origin = originOf({ ...this.context, notices: [] }, executed);
    // On one frame only: Grafana shows the notices of all frames, and does not notice that they are the same.
    const first = originOf(this.context, executed, [...state.notices, ...slowestNotice(state)]);
    if (state.curves.length === 0) {
      return metricsOf(query)
        .slice(0, 1)
        .map((metric) => emptyCurveFrame({ axis: state.axis, axisMetric: query.xMetric }, metric, first));
    }
    const frames = state.curves.map(({ curve }, index) => this.frameOf(state, curve, index === 0 ? first : origin));
    if (this.context.shownBy === 'explore') frames.push(this.tableOf(state, origin));
    const current = new Set(state.curves.map(({ curve }) => curve));
    for (const curve of this.made.keys()) if (!current.has(curve)) this.made.delete(curve);
    return frames;
  }

  private tableOf(state: CurveState, origin: Origin): DataFrame {
    const curves = state.curves.map(({ curve }) => this.shown(curve, state));
    return curvesTable(curves, { axis: state.axis, axisMetric: this.context.query.xMetric }, origin);
  }

  /** What was logged in the dashboard's range, where the query is limited to it. */
  private shown(curve: Curve, { axis }: CurveState): Curve {
    const { query, from, to, openEnd } = this.context;
    return query.range === 'dashboard' && axis !== 'time' ? curveWithin(curve, from, openEnd ? Infinity : to) : curve;
  }

  private frameOf(state: CurveState, curve: Curve, origin: Origin): DataFrame {
    const { query, shownBy } = this.context;
    const ids = curve.combined?.session_ids ?? [curve.session_id];
    const sessions = state.sessions.filter(({ session_id }) => ids.includes(session_id));
    const known = this.made.get(curve);
    if (known && isSame(known.sessions, sessions)) return known.frame;
    const [session] = sessions;
    // Best, attempts and the like are of one session; several have none in common.
    const marks =
      session && curve.combined?.by !== 'group'
        ? curveMarks(session, state.axis, objectiveCurve(state, session))
        : undefined;
    const links = linksOf(sessions, this.context.grafana);
    const look = { axis: state.axis, axisMetric: query.xMetric, showsAxis: shownBy === 'table', marks, links };
    const frame = curveFrame(this.shown(curve, state), look, origin);
    this.made.set(curve, { sessions, frame });
    return frame;
  }
}

const isSame = (left: readonly SessionSummary[], right: readonly SessionSummary[]) =>
  left.length === right.length && left.every((session, index) => session === right[index]);

/** To the dashboard of the sessions in their own time, and to the exporter's page of a single one. */
function linksOf(sessions: readonly SessionSummary[], grafana: GrafanaPlace | null): DataLink[] {
  const [session] = sessions;
  if (session === undefined) return [];
  return [
    ...(grafana ? [dashboardLink(sessionDashboard(grafana, sessions))] : []),
    ...(sessions.length === 1 && session.url !== '' ? [pageLink(session.url)] : []),
  ];
}

/** Names the ranks that are behind: they hold up all others. */
function slowestNotice({ curves }: CurveState): Notice[] {
  const named = curves.flatMap(({ curve }) => {
    const slowest = curve.combined?.slowest_rank ?? null;
    return slowest === null ? [] : [`${titleOf(curve)} ${curve.metric}: rank ${slowest}`];
  });
  return named.length ? [{ severity: 'info', text: `Slowest ranks: ${named.join('; ')}` }] : [];
}

function objectiveCurve(state: CurveState, session: SessionSummary) {
  return state.curves.find(
    ({ curve }) => curve.session_id === session.session_id && curve.metric === session.objective.metric,
  )?.curve;
}
