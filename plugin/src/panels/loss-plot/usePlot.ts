/** Frames and options -> everything that the panel draws, each part made again only when what it rests on changed. */
import { useMemo } from 'react';
import type { DataFrame, GrafanaTheme2, TimeRange, TimeZone } from '@grafana/data';
import { measureText } from '@grafana/ui';
import { significantNumber } from '../../visual/numberText';
import type { ChartState } from './chart';
import type { Curve } from './curve';
import { groupStrips } from './layout';
import { buildLines, type Line } from './lines';
import { buildMarks } from './marks';
import { buildModel } from './model';
import { stripPattern, type LossPlotOptions } from './options';
import { countNonPositive, xExtent, yRange, type Range, type YLimits } from './ranges';

interface Input {
  frames: readonly DataFrame[];
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

export function usePlot({ frames, options, theme, timeZone, timeRange, hidden, zoom }: Input) {
  const { pattern, problem } = useMemo(() => stripPattern(options.stripMetrics), [options.stripMetrics]);
  const model = useMemo(() => buildModel(frames, options.xAxis, pattern), [frames, options.xAxis, pattern]);
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
  const { showBest, showEarlyStop, showOverfitting, showAttempts } = options;
  const marks = useMemo(
    () =>
      buildMarks(
        visible.map(({ curve }) => curve),
        xKind,
        timeZone,
        { showBest, showEarlyStop, showOverfitting, showAttempts },
      ),
    [visible, xKind, timeZone, showBest, showEarlyStop, showOverfitting, showAttempts],
  );
  const [from, to] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const zoomKey = [xKind, ...sessions].join('\u0000');
  const zoomed = zoom?.of === zoomKey ? zoom.range : null;
  const view = useMemo<Range>(() => {
    // A time axis follows the dashboard; every other axis shows the whole session, whatever the time picker says.
    return zoomed ?? (xKind === 'time' ? [from, to] : xExtent([...curves, ...strips]));
  }, [zoomed, xKind, from, to, curves, strips]);
  const main = useMemo(() => chartState(visible, marks, view, curves), [visible, marks, view, curves]);
  const below = useMemo(
    () =>
      visibleStrips.map((strip) => ({
        ...strip,
        state: chartState(
          strip.lines,
          [],
          view,
          strip.lines.map(({ curve }) => curve),
        ),
      })),
    [visibleStrips, view],
  );
  const axisWidth = useMemo(
    () => widthOfAxis([main, ...below.map(({ state }) => state)], options.logScale),
    [main, below, options.logScale],
  );
  const dropped = useMemo(() => (options.logScale ? countNonPositive(curves) : 0), [options.logScale, curves]);
  const notices = useMemo(
    () => [
      ...(problem ? [problem] : []),
      ...(dropped > 0 ? [`${dropped} ${dropped === 1 ? 'value' : 'values'} ≤ 0 left out on the log scale`] : []),
      ...model.notices,
    ],
    [problem, dropped, model],
  );
  return { model, lines, main, strips: below, axisWidth, notices, zoomKey };
}

function isShown(curve: Curve, hidden: ReadonlySet<string>): boolean {
  return !curve.hidden && !hidden.has(curve.key);
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
  curves: readonly Curve[],
): ChartState {
  return { lines, marks, view, limits: limitsOf(curves), unitField: curves[0]?.field };
}

/** The widest limits that the fields' configurations ask for. */
function limitsOf(curves: readonly Curve[]): YLimits {
  const limits = (key: 'min' | 'max') =>
    curves.map(({ field }) => field.config[key]).filter((value) => typeof value === 'number');
  const [mins, maxs] = [limits('min'), limits('max')];
  return { min: mins.length > 0 ? Math.min(...mins) : null, max: maxs.length > 0 ? Math.max(...maxs) : null };
}

/** Room for ticks: the widest of a few round values in the range, within bounds. */
function widthOfAxis(states: readonly ChartState[], log: boolean): number {
  const texts = states.flatMap(({ lines, view, limits, unitField }, index) => {
    if (lines.length === 0) {
      return [];
    }
    const [low, high] = yRange(lines, view, log && index === 0, limits);
    const values = [0, 0.25, 0.5, 0.75, 1].map((share) => Number((low + (high - low) * share).toPrecision(2)));
    const suffix = unitField?.config.unit && unitField.config.unit !== 'none' ? '%' : '';
    return values.map((value) => significantNumber(value) + suffix);
  });
  const widest = Math.max(0, ...texts.map((text) => measureText(text, 12).width));
  // Steps of eight: the axis must not jump with every new value.
  return Math.min(96, Math.max(40, Math.ceil((widest + 14) / 8) * 8));
}
