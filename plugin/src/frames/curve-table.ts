/**
 * Curves as rows, for Explore, which shows a table below the plot: one frame, a row a session and place on the x-axis,
 * a column a metric.
 */
import { type DataFrame, type Field } from '@grafana/data';
import type { Curve } from '@shadower-training/contract';
import { numberField, stringField, timeField } from './fields';
import { metaOf, type Origin } from './meta';
import { axisConfig, axisFieldName, labelsOf, type CurveLook } from './series';
import { configOfUnit } from './units';
import { numberOf } from './values';

/** Of labels, those that say nothing to people beside the session's name. */
const UNTOLD: readonly string[] = ['session_id', 'agent_id'];

interface Row {
  labels: Record<string, string>;
  x: number;
  time: number | null;
  /** By metric. */
  values: Map<string, number | null>;
}

/** Values of different metrics at one place of one session stand in one row; sessions in the order of their curves. */
function rowsOf(curves: readonly Curve[]): Row[] {
  const groups = new Map<string, Map<number, Row>>();
  for (const curve of curves) {
    const { ...labels } = labelsOf(curve);
    const key = JSON.stringify(labels);
    const rows = groups.get(key) ?? new Map<number, Row>();
    groups.set(key, rows);
    curve.x.forEach((x, index) => {
      const row: Row = rows.get(x) ?? { labels, x, time: curve.time[index] ?? null, values: new Map() };
      row.values.set(curve.metric, numberOf(curve.y[index]));
      rows.set(x, row);
    });
  }
  return [...groups.values()].flatMap((rows) => [...rows.values()].sort((left, right) => left.x - right.x));
}

/** Curves of one query as one table; of curves that stand for several only the middle. */
export function curvesTable(
  curves: readonly Curve[],
  { axis, axisMetric }: Pick<CurveLook, 'axis' | 'axisMetric'>,
  origin: Origin,
): DataFrame {
  const rows = rowsOf(curves);
  const labels = [...new Set(rows.flatMap((row) => Object.keys(row.labels)))].filter((name) => !UNTOLD.includes(name));
  const units = new Map(curves.map(({ metric, unit }) => [metric, unit]));
  const time = timeField(
    'time',
    rows.map((row) => row.time),
  );
  const x = numberField(
    axisFieldName(axis, axisMetric),
    rows.map((row) => row.x),
    axisConfig(axis),
  );
  const fields: Field[] = [
    ...labels.map((name) =>
      stringField(
        name,
        rows.map((row) => row.labels[name] ?? null),
      ),
    ),
    ...(axis === 'time' ? [time] : [x, time]),
    ...[...units].map(([metric, unit]) =>
      numberField(
        metric,
        rows.map((row) => row.values.get(metric) ?? null),
        configOfUnit(unit, metric),
      ),
    ),
  ];
  return {
    refId: origin.refId,
    name: 'values',
    length: rows.length,
    fields,
    // By its plugin Explore shows it below the plot, by its type above.
    meta: metaOf(origin, { preferredVisualisationType: 'table', preferredVisualisationPluginId: 'table' }),
  };
}
