/** Frames and options -> everything that the panel draws, each part made again only when what it rests on changed. */
import { useMemo } from 'react';
import type { DataFrame, GrafanaTheme2, TimeRange, TimeZone } from '@grafana/data';
import { measureText } from '@grafana/ui';
import { annotationMarks } from './annotations';
import { onScale, yTick, type AxisState, type ChartState } from './chart';
import type { Curve } from './curve';
import { groupStrips } from './layout';
import { buildLines, type Line } from './lines';
import { buildMarks } from './marks';
import { buildModel } from './model';
import { stripPattern, type LossPlotOptions } from './options';
import { countNonPositive, xExtent, yRange, type Range } from './ranges';
import { sharedAxisNotice, type ScaleKey } from './sides';
import { thresholdsOf } from './thresholds';
import { Y_TRANSFORMS } from './yTransform';

interface Input {
  frames: readonly DataFrame[];
  annotations: readonly DataFrame[] | undefined;
  options: LossPlotOptions;
  theme: GrafanaTheme2;
  timeZone: TimeZone;
  timeRange: TimeRange;
  /** Keys of curves that the reader switched off in the legend. */
  hidden: ReadonlySet<string>;
  zoom: Zoom | null;
}

/** A range of x, and of what it was chosen: other sessions or another x begin unzoomed. */
export interface Zoom {
  of: string;
  range: Range;
}

export function usePlot({ frames, annotations, options, theme, timeZone, timeRange, hidden, zoom }: Input) {
  const { pattern, problem } = useMemo(() => stripPattern(options.stripMetrics), [options.stripMetrics]);
  const [from, to] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const within = useMemo(
    () => (options.limitToTimeRange ? ([from, to] as const) : null),
    [options.limitToTimeRange, from, to],
  );
  const { xAxis, yTransform } = options;
  const model = useMemo(
    () => buildModel(frames, xAxis, pattern, { transform: yTransform, within }),
    [frames, xAxis, pattern, yTransform, within],
  );
  const { curves, strips, sessions, xKind } = model;
  const lines = useMemo(
    () => buildLines(curves, sessions, options.smoothing, theme),
    [curves, sessions, options.smoothing, theme],
  );
  const stripLines = useMemo(() => buildLines(strips, sessions, 0, theme, true), [strips, sessions, theme]);
  const visible = useMemo(() => lines.filter(({ curve }) => isShown(curve, hidden)), [lines, hidden]);
  const visibleStrips = useMemo(() => {
    const gone = sessionsWithoutCurves(curves, visible);
    return groupStrips(stripLines.filter(({ curve }) => isShown(curve, hidden) && !gone.has(curve.session)));
  }, [curves, visible, stripLines, hidden]);
  const { showBest, showEarlyStop, showOverfitting, showAttempts, showAnnotations } = options;
  const own = useMemo(
    () => buildMarks(curvesOf(visible), xKind, timeZone, { showBest, showEarlyStop, showOverfitting, showAttempts }),
    [visible, xKind, timeZone, showBest, showEarlyStop, showOverfitting, showAttempts],
  );
  const marks = useMemo(
    () => (annotations && showAnnotations ? [...own, ...annotationMarks(annotations, curvesOf(visible), xKind)] : own),
    [annotations, showAnnotations, visible, xKind, own],
  );
  const zoomKey = [xKind, ...sessions].join('\u0000');
  const zoomed = zoom?.of === zoomKey ? zoom.range : null;
  const view = useMemo<Range>(() => {
    // A time axis follows the dashboard; every other axis shows the whole session, whatever the time picker says.
    return zoomed ?? (xKind === 'time' ? [from, to] : xExtent([...curves, ...strips]));
  }, [zoomed, xKind, from, to, curves, strips]);
  const main = useMemo(() => chartState(visible, marks, view, theme, lines), [visible, marks, view, theme, lines]);
  const below = useMemo(
    () => visibleStrips.map((strip) => ({ ...strip, state: stripState(strip.lines, view, theme) })),
    [visibleStrips, view, theme],
  );
  const axes = useMemo(() => {
    const states = [main, ...below.map(({ state }) => state)];
    return {
      axisWidth: widthOfAxis(states, 'y', options.logScale, theme) || 40,
      rightWidth: widthOfAxis([main], 'y2', options.logScale, theme),
      axisLabel: labelOf(main.lines, 'y'),
      rightLabel: labelOf(main.lines, 'y2'),
    };
  }, [main, below, options.logScale, theme]);
  /** On an axis of time: whether the dashboard's range misses everything that there is. */
  const extent = useMemo(() => xExtent([...curves, ...strips]), [curves, strips]);
  const isOutside = xKind === 'time' && (extent[1] < view[0] || extent[0] > view[1]);
  const dropped = useMemo(() => (options.logScale ? countNonPositive(curves) : 0), [options.logScale, curves]);
  const sharing = useMemo(() => sharedAxisNotice(curves), [curves]);
  const notices = useMemo(
    () => [
      ...(problem ? [problem] : []),
      ...(sharing ? [sharing] : []),
      ...(dropped > 0 ? [`${dropped} ${dropped === 1 ? 'value' : 'values'} ≤ 0 left out on the log scale`] : []),
      ...model.notices,
    ],
    [problem, sharing, dropped, model],
  );
  return { model, lines, main, strips: below, axes, notices, zoomKey, zoomed, extent, isOutside };
}

const curvesOf = (lines: readonly Line[]) => lines.map(({ curve }) => curve);

function isShown(curve: Curve, hidden: ReadonlySet<string>): boolean {
  return !curve.style.hideFrom.viz && !hidden.has(curve.key);
}

/** Sessions whose every curve is switched off: their strips go too. */
function sessionsWithoutCurves(curves: readonly Curve[], visible: readonly Line[]): Set<string> {
  const shown = new Set(visible.map(({ curve }) => curve.session));
  return new Set(curves.map(({ session }) => session).filter((session) => !shown.has(session)));
}

function chartState(
  lines: readonly Line[],
  marks: ChartState['marks'],
  view: Range,
  theme: GrafanaTheme2,
  all = lines,
): ChartState {
  // Of all lines, hidden ones too: switching one off must not change the unit. Painted order is not that of the frames.
  const curvesOf = (scale: ScaleKey) => onScale(all, scale).map(({ curve }) => curve);
  return {
    lines,
    marks,
    view,
    axes: { y: axisOf(curvesOf('y')), y2: axisOf(curvesOf('y2')) },
    thresholds: thresholdsOf(lines, theme),
  };
}

/** A strip has neither marks nor thresholds: those are about the curves. */
function stripState(lines: readonly Line[], view: Range, theme: GrafanaTheme2): ChartState {
  return { ...chartState(lines, [], view, theme), thresholds: [] };
}

/** One y-axis: the widest limits that the fields' configurations ask for, and the unit of its first curve. */
function axisOf(curves: readonly Curve[]): AxisState {
  // Limits are about values as logged.
  const fields = curves.filter(({ transform }) => transform === 'none').map(({ field }) => field);
  const limits = (key: 'min' | 'max') =>
    fields.map(({ config }) => config[key]).filter((value) => typeof value === 'number');
  const [mins, maxs] = [limits('min'), limits('max')];
  return {
    limits: { min: mins.length > 0 ? Math.min(...mins) : null, max: maxs.length > 0 ? Math.max(...maxs) : null },
    unitField: curves[0]?.format,
  };
}

/** What stands beside an axis: the label that a field was given, else what a transform makes of the values. */
function labelOf(lines: readonly Line[], scale: ScaleKey): string {
  const curves = onScale(lines, scale).map(({ curve }) => curve);
  const chosen = curves.map(({ style }) => style.axisLabel).find((label) => label !== null);
  const transforms = new Set(curves.map(({ transform }) => transform));
  const [only] = transforms;
  return chosen ?? (transforms.size === 1 && only ? Y_TRANSFORMS[only].axisLabel : null) ?? '';
}

/** Room for ticks: the widest of a few round values in the range, within bounds. 0 without lines. */
function widthOfAxis(states: readonly ChartState[], scale: ScaleKey, log: boolean, theme: GrafanaTheme2): number {
  const texts = states.flatMap(({ lines, view, axes }, index) => {
    const own = onScale(lines, scale);
    if (own.length === 0) {
      return [];
    }
    const { limits, unitField } = axes[scale];
    const [low, high] = yRange(own, view, log && index === 0, limits);
    const values = [0, 0.25, 0.5, 0.75, 1].map((share) => Number((low + (high - low) * share).toPrecision(2)));
    return values.map((value) => yTick(unitField, value, theme));
  });
  if (texts.length === 0) {
    return 0;
  }
  const widest = Math.max(...texts.map((text) => measureText(text, 12).width));
  // Steps of eight: the axis must not jump with every new value.
  return Math.min(112, Math.max(40, Math.ceil((widest + 14) / 8) * 8));
}
