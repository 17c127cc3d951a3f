/**
 * uPlot's configuration: axes, scales, cursor. The curves themselves are painted by our own hook from `ChartState`,
 * which is read at draw time; so the configuration stays the same object while data streams in, and hover, zoom and
 * pinned tooltips survive. It depends on looks only.
 */
import { formattedValueToString, type Field, type GrafanaTheme2, type TimeZone } from '@grafana/data';
import { AxisPlacement, ScaleDirection, ScaleDistribution, ScaleOrientation, UPlotConfigBuilder } from '@grafana/ui';
import type uPlot from 'uplot';
import { displayOf } from '../../visual/fieldValue';
import { metricText, significantNumber } from '../../visual/numberText';
import type { Line } from './lines';
import type { Mark } from './marks';
import { paintLines } from './paint';
import { paintAnnotations } from './paintAnnotations';
import { paintMarks, paintRegions } from './paintMarks';
import { paintThresholds } from './paintThresholds';
import { yRange, type Range, type YLimits } from './ranges';
import type { ScaleKey } from './sides';
import type { ShownThresholds } from './thresholds';
import { xIncrements, xTick, type XKind } from './xAxis';

/** What changes with the data. */
export interface ChartState {
  lines: readonly Line[];
  marks: readonly Mark[];
  view: Range;
  /** Of each y-axis: what it may show, and the field whose unit it carries. */
  axes: Readonly<Record<ScaleKey, AxisState>>;
  thresholds: readonly ShownThresholds[];
}

export interface AxisState {
  limits: YLimits;
  unitField: Field | undefined;
}

/** What changes only when somebody changes it. */
export interface ChartLook {
  theme: GrafanaTheme2;
  timeZone: TimeZone;
  xKind: XKind;
  log: boolean;
  showX: boolean;
  /** Width of the y-axis: one for all charts of the panel, so that their plots stand above each other. */
  axisWidth: number;
  /** Width of the y-axis on the right, 0 where there is none. Strips leave as much free. */
  rightWidth: number;
  /** What stands beside the y-axes; empty for nothing. */
  axisLabel: string;
  rightLabel: string;
  /** Whether curves of several sessions are named where they end. */
  names: boolean;
  /** Strips have fewer ticks. */
  dense: boolean;
  syncKey: string;
}

/** Pixels from tick to tick on x: fewer are calmer. */
const X_TICK_SPACE = 72;
/** uPlot wants rows; ours stand for places of the cursor, so that every move of the mouse is news to the tooltip. */
const ROWS = 1024;

/** The rows that uPlot is handed: x evenly over the view, and a constant. */
export function placeholderData([from, to]: Range): [number[], number[]] {
  const x = Array.from({ length: ROWS }, (_, row) => from + ((to - from) * row) / (ROWS - 1));
  return [x, new Array<number>(ROWS).fill(1)];
}

export function createChart(look: ChartLook, state: () => ChartState): UPlotConfigBuilder {
  const { theme, timeZone, xKind, log, showX, rightWidth, dense, syncKey } = look;
  const isTime = xKind === 'time';
  const builder = new UPlotConfigBuilder(timeZone);
  builder.scaleKeys = ['x', 'y'];
  builder.addScale({
    scaleKey: 'x',
    isTime,
    orientation: ScaleOrientation.Horizontal,
    direction: ScaleDirection.Right,
    range: () => [...state().view],
  });
  addYScale(builder, 'y', log, state);
  const hasRight = !dense && rightWidth > 0;
  if (hasRight) {
    addYScale(builder, 'y2', log, state);
  }
  builder.addAxis({
    scaleKey: 'x',
    isTime,
    timeZone,
    theme,
    placement: AxisPlacement.Bottom,
    color: theme.colors.text.secondary,
    // The strip that stands below writes the ticks for all.
    ...(showX ? {} : { size: 4, values: (_: uPlot, splits: number[]) => splits.map(() => '') }),
    ...(showX && !isTime ? { formatValue: (value: number) => xTick(xKind, value) } : {}),
    ...(isTime ? {} : { space: () => X_TICK_SPACE }),
    incrs: xIncrements(xKind),
    grid: { show: true },
  });
  addYAxis(builder, 'y', look, state);
  if (hasRight) {
    addYAxis(builder, 'y2', look, state);
  }
  builder.addSeries({ scaleKey: 'y', theme, show: true, pathBuilder: () => null, pointsBuilder: () => false });
  builder.setCursor({
    y: !dense,
    points: { show: false },
    drag: { x: true, y: false, setScale: false },
    dataIdx: (u) => rowOfCursor(u),
    focus: { prox: 30, dist: () => 0 },
    sync: { key: syncKey, scales: ['x', null] },
  });
  // On the right, half of the last tick's words.
  const right = hasRight ? 0 : Math.max(rightWidth + labelSize(look.rightLabel), isTime ? 28 : 16);
  builder.setPadding([dense ? 6 : 10, right, 0, 0]);
  const colorOf = (key: string) =>
    state().lines.find(({ curve }) => curve.key === key)?.color ?? theme.colors.text.primary;
  builder.addHook('drawClear', (u) => {
    paintThresholds(u, state().thresholds);
    paintRegions(u, state().marks, theme);
  });
  builder.addHook('draw', (u) => {
    paintAnnotations(u, state().marks, theme);
    paintLines(u, state().lines);
    paintMarks(u, state().marks, { theme, colorOf, lines: state().lines, names: look.names });
  });
  return builder;
}

/** Room that uPlot gives a label beside its axis. */
const LABEL_SIZE = 20;
const labelSize = (label: string) => (label === '' ? 0 : LABEL_SIZE);

function addYScale(builder: UPlotConfigBuilder, scaleKey: ScaleKey, log: boolean, state: () => ChartState): void {
  builder.addScale({
    scaleKey,
    orientation: ScaleOrientation.Vertical,
    direction: ScaleDirection.Up,
    distribution: log ? ScaleDistribution.Log : ScaleDistribution.Linear,
    log: log ? 10 : undefined,
    range: () => {
      const { lines, view, axes } = state();
      return yRange(onScale(lines, scaleKey), view, log, axes[scaleKey].limits);
    },
  });
}

/** The lines of one y-axis. */
export function onScale(lines: readonly Line[], scaleKey: ScaleKey): Line[] {
  return lines.filter(({ scale }) => scale === scaleKey);
}

function addYAxis(builder: UPlotConfigBuilder, scaleKey: ScaleKey, look: ChartLook, state: () => ChartState): void {
  const { theme, log, dense, axisWidth, rightWidth, axisLabel, rightLabel } = look;
  const isLeft = scaleKey === 'y';
  const label = isLeft ? axisLabel : rightLabel;
  builder.addAxis({
    scaleKey,
    theme,
    placement: isLeft ? AxisPlacement.Left : AxisPlacement.Right,
    color: theme.colors.text.secondary,
    size: isLeft ? axisWidth : rightWidth,
    // A strip has no label, but its plot stands below one that has.
    ...(label === '' ? {} : { label: dense ? ' ' : label }),
    // Two grids would be a net.
    grid: { show: isLeft },
    distr: log ? ScaleDistribution.Log : ScaleDistribution.Linear,
    formatValue: (value: number, decimals?: number | null) =>
      yTick(state().axes[scaleKey].unitField, value, theme, decimals),
    ...(dense ? { space: () => 22 } : {}),
  });
}

/** Another row for another place of the cursor; the factors keep small moves in any direction apart. */
function rowOfCursor(u: uPlot): number {
  const { left = 0, top = 0 } = u.cursor;
  return Math.abs(Math.round(left) * 7 + Math.round(top) * 3) % ROWS;
}

/** A value as the axis writes it: in the unit of its first curve. */
export function yTick(field: Field | undefined, value: number, theme: GrafanaTheme2, decimals?: number | null): string {
  if (!field) {
    return significantNumber(value);
  }
  const { unit, decimals: chosen } = field.config;
  if (unit && unit !== 'none' && unit !== 'short' && (chosen ?? null) === null && field.display) {
    return formattedValueToString(field.display(value, decimals));
  }
  return unit && unit !== 'none'
    ? formattedValueToString(displayOf(field, value, theme))
    : metricText(field, value, theme);
}
