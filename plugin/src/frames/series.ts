/**
 * Query kinds `series`, `scores`, `resources`: one frame a curve (docs/frames.md, "Curves").
 *
 * Labels sit on the value field; x is a field of its own beside `time`, and left out where x is the time.
 */
import { DataFrameType, type DataFrame, type Field, type Labels } from '@grafana/data';
import type { Curve, SeriesAxis } from '@shadower-training/contract';
import type { CurveMarks } from './curve-marks';
import { numberField, timeField } from './fields';
import { metaOf, PANEL_IDS, type Origin } from './meta';
import { configOfUnit } from './units';
import { numberOf } from './values';

/** Labels that every curve carries; those of the points come beside them. */
export interface CurveLabels extends Labels {
  session_id: string;
  /** The session's name, else its id. */
  session: string;
  agent_id: string;
}

/** What an axis is called in frames: its own name, or that of the metric on it. */
export function axisFieldName(axis: SeriesAxis, axisMetric: string | undefined): string {
  return axis === 'metric' ? (axisMetric ?? 'metric') : axis;
}

/** Labels of a curve; a point's label that is called like one of ours does not replace it. */
export function labelsOf(curve: Curve): CurveLabels {
  const labels: CurveLabels = {
    ...curve.labels,
    session_id: curve.session_id,
    session: curve.session_name || curve.session_id,
    agent_id: curve.agent_id,
  };
  if (curve.attempt !== null) labels.attempt = String(curve.attempt);
  return labels;
}

/** A name that does not depend on which other curves are shown, so that overrides by name hold. */
export function curveDisplayName(curve: Curve): string {
  const attempt = curve.attempt === null ? '' : ` #${curve.attempt}`;
  const labels = Object.entries(curve.labels).map(([name, value]) => `${name}=${value}`);
  return `${curve.session_name || curve.session_id} ${curve.metric}${attempt}${labels.length ? ` {${labels.join(', ')}}` : ''}`;
}

function axisField(curve: Curve, axis: SeriesAxis, axisMetric: string | undefined): Field {
  const config = axis === 'relative_time' ? { unit: 's' } : {};
  return numberField(axisFieldName(axis, axisMetric), curve.x, config);
}

/** One curve as a frame. */
export function curveFrame(
  curve: Curve,
  axis: SeriesAxis,
  axisMetric: string | undefined,
  marks: CurveMarks | undefined,
  origin: Origin,
): DataFrame {
  const value = numberField(curve.metric, curve.y.map(numberOf), {
    ...configOfUnit(curve.unit),
    displayNameFromDS: curveDisplayName(curve),
  });
  value.labels = labelsOf(curve);
  const time = timeField('time', curve.time);
  const isTimeSeries = axis === 'time';
  return {
    refId: origin.refId,
    name: curveDisplayName(curve),
    length: curve.x.length,
    fields: isTimeSeries ? [time, value] : [axisField(curve, axis, axisMetric), time, value],
    meta: metaOf(origin, {
      // A curve over steps is no kind of the data plane contract: only one over time may claim to be one.
      ...(isTimeSeries ? { type: DataFrameType.TimeSeriesMulti, typeVersion: [0, 1] as [number, number] } : {}),
      preferredVisualisationType: 'graph',
      preferredVisualisationPluginId: PANEL_IDS.loss,
      ...(marks ? { custom: { ...marks } } : {}),
    }),
  };
}

/** The answer without a curve: typed, so that a panel can tell "nothing yet" from "wrong data". */
export function emptyCurveFrame(
  axis: SeriesAxis,
  axisMetric: string | undefined,
  metric: string,
  origin: Origin,
): DataFrame {
  const nothing: Curve = {
    session_id: '',
    agent_id: '',
    session_name: null,
    metric,
    attempt: null,
    labels: {},
    unit: null,
    x: [],
    y: [],
    time: [],
    total: 0,
    downsampled: false,
  };
  const frame = curveFrame(nothing, axis, axisMetric, undefined, origin);
  frame.name = metric;
  for (const field of frame.fields) {
    delete field.labels;
    field.config = {};
  }
  return frame;
}

/** Only the points that were logged in a time range, for axes other than time. */
export function curveWithin(curve: Curve, from: number, to: number): Curve {
  const kept = curve.time.flatMap((time, index) => (time >= from && time <= to ? [index] : []));
  if (kept.length === curve.time.length) return curve;
  const pick = <Value>(values: Value[]) => kept.map((index) => values[index] as Value);
  return { ...curve, x: pick(curve.x), y: pick(curve.y), time: pick(curve.time) };
}
