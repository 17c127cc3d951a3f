/** Curves -> frames, each made once. */
import type { DataFrame } from '@grafana/data';
import type { Curve, SessionSummary } from '@shadower-training/contract';
import { curveMarks } from '../../frames/curve-marks';
import type { Origin } from '../../frames/meta';
import { curveFrame, curveWithin, emptyCurveFrame } from '../../frames/series';
import { seriesPath } from '../client/client';
import { metricsOf } from '../query';
import type { RunContext } from './context';
import type { CurveState } from './curve-state';

/** Makes frames, and keeps those of curves and sessions that did not change: panels draw only what is new. */
export class FrameMaker {
  private readonly made = new Map<Curve, { session: SessionSummary | undefined; frame: DataFrame }>();
  constructor(private readonly context: RunContext) {}

  of(state: CurveState): DataFrame[] {
    const { query, from, to } = this.context;
    const origin: Origin = { refId: query.refId, executed: `GET ${seriesPath(state.question)}` };
    // On one frame only: Grafana shows the notices of all frames, and does not notice that they are the same.
    const first: Origin = { ...origin, notices: state.notices };
    if (state.curves.length === 0) {
      return metricsOf(query)
        .slice(0, 1)
        .map((metric) => emptyCurveFrame(state.axis, query.xMetric, metric, first));
    }
    const sessions = new Map(state.sessions.map((session) => [session.session_id, session]));
    const limited = query.range === 'dashboard' && state.axis !== 'time';
    const frames = state.curves.map(({ curve }, index) => {
      const session = sessions.get(curve.session_id);
      const known = this.made.get(curve);
      if (known && known.session === session) return known.frame;
      const shown = limited ? curveWithin(curve, from, this.context.openEnd ? Infinity : to) : curve;
      const marks = session && curveMarks(session, state.axis, objectiveCurve(state, session));
      const frame = curveFrame(shown, state.axis, query.xMetric, marks, index === 0 ? first : origin);
      this.made.set(curve, { session, frame });
      return frame;
    });
    const current = new Set(state.curves.map(({ curve }) => curve));
    for (const curve of this.made.keys()) if (!current.has(curve)) this.made.delete(curve);
    return frames;
  }
}

function objectiveCurve(state: CurveState, session: SessionSummary) {
  return state.curves.find(
    ({ curve }) => curve.session_id === session.session_id && curve.metric === session.objective.metric,
  )?.curve;
}
