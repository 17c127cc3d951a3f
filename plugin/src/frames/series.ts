/**
 * Query kinds `series`, `scores`, `resources`: one frame a curve (docs/frames.md, "Curves").
 *
 * Labels sit on the value field; x is a field of its own beside `time`, and left out where x is the time.
 */
import { DataFrameType, type DataFrame, type DataLink, type Field, type FieldConfig, type Labels } from '@grafana/data';
import type { Curve, SeriesAxis } from '@shadower-training/contract';
import { bandFields, middleOf, titleOf } from './band';
import { completedCurve } from './completed-curve';
import type { CurveMarks } from './curve-marks';
import { numberField, timeField } from './fields';
import { metaOf, PANEL_IDS, type Origin } from './meta';
import { configOfUnit } from './units';
import { numberOf } from './values';

/** Labels that every curve carries; those of the points come beside them. */
export interface CurveLabels extends Labels {
  session_id: string;
  /** The session's name, else its id; for runs of a group the group. */
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
    session: titleOf(curve),
    agent_id: curve.agent_id,
  };
  if (curve.attempt !== null) labels.attempt = String(curve.attempt);
  if (curve.combined?.by === 'group' && curve.combined.group !== null) labels.group = curve.combined.group;
  return labels;
}

/** A name that does not depend on which other curves are shown, so that overrides by name hold. */
export function curveDisplayName(curve: Curve, edge?: 'minimum' | 'maximum'): string {
  const attempt = curve.attempt === null ? '' : ` #${curve.attempt}`;
  const labels = Object.entries(curve.labels).map(([name, value]) => `${name}=${value}`);
  const part = curve.combined ? ` ${edge ?? middleOf(curve.combined)}` : '';
  return `${titleOf(curve)} ${curve.metric}${part}${attempt}${labels.length ? ` {${labels.join(', ')}}` : ''}`;
}

/** What Grafana's time series shall not draw as a curve; an XY chart and our plot take it as x all the same. */
const NO_CURVE = { hideFrom: { viz: true, legend: true, tooltip: true } };

/** The configuration of the x field. */
export const axisConfig = (axis: SeriesAxis): FieldConfig => (axis === 'relative_time' ? { unit: 's' } : {});

function axisField(curve: Curve, { axis, axisMetric, showsAxis }: CurveLook): Field {
  const name = axisFieldName(axis, axisMetric);
  // Of several frames Grafana would put each one's name before that of the field.
  const config = { ...axisConfig(axis), displayNameFromDS: name, ...(showsAxis ? {} : { custom: NO_CURVE }) };
  return numberField(name, curve.x, config);
}

/** How a curve is shown. */
export interface CurveLook {
  axis: SeriesAxis;
  /** Name of the metric on the x-axis when `axis` is `metric`. */
  axisMetric?: string | undefined;
  /** Whether every panel shows the x field: tables do, a time series would draw it as one more curve. Default false. */
  showsAxis?: boolean | undefined;
  marks?: CurveMarks | undefined;
  links?: DataLink[] | undefined;
}

/** One curve as a frame; one that stands for several has its lowest and highest values beside it. */
export function curveFrame(curve: Curve, look: CurveLook, origin: Origin): DataFrame {
  const { axis, marks, links } = look;
  const name = curveDisplayName(curve);
  const values = bandFields(curve, {
    name: curve.metric,
    values: curve.y.map(numberOf),
    labels: labelsOf(curve),
    nameOf: (edge) => curveDisplayName(curve, edge),
    config: { ...configOfUnit(curve.unit, curve.metric), displayNameFromDS: name, ...(links?.length ? { links } : {}) },
  });
  const time = timeField('time', curve.time);
  const isTime = axis === 'time';
  const custom = { ...marks, ...(curve.combined ? { combined: curve.combined } : {}) };
  return {
    refId: origin.refId,
    name,
    length: curve.x.length,
    fields: [...(isTime ? [] : [axisField(curve, look)]), time, ...values],
    meta: metaOf(origin, {
      // Neither a curve over steps nor a band is a kind of the data plane contract, which wants one value field a frame.
      ...(isTime && values.length === 1
        ? { type: DataFrameType.TimeSeriesMulti, typeVersion: [0, 1] as [number, number] }
        : {}),
      preferredVisualisationType: 'graph',
      preferredVisualisationPluginId: PANEL_IDS.loss,
      ...(Object.keys(custom).length ? { custom } : {}),
    }),
  };
}

/** The answer without a curve: typed, so that a panel can tell "nothing yet" from "wrong data". */
export function emptyCurveFrame(look: CurveLook, metric: string, origin: Origin): DataFrame {
  const nothing = completedCurve({
    ...{ session_id: '', agent_id: '', session_name: null, metric, attempt: null, labels: {}, unit: null },
    ...{ x: [], y: [], time: [], total: 0, downsampled: false },
  });
  const frame = curveFrame(nothing, look, origin);
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
  return {
    ...curve,
    ...{ x: pick(curve.x), y: pick(curve.y), time: pick(curve.time) },
    ...{ minimum: curve.minimum && pick(curve.minimum), maximum: curve.maximum && pick(curve.maximum) },
    count: curve.count && pick(curve.count),
  };
}
