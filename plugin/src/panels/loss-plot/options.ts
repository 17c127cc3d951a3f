/** What a person can choose in the loss plot, and what holds where they chose nothing. */
import { type LegendDisplayMode, type TooltipDisplayMode, type SortOrder } from '@grafana/schema';
import type { VizLegendOptions, VizTooltipOptions } from '@grafana/schema';
import type { YTransform } from './yTransform';

/** `auto` takes the frame's own x; every other value names one of its fields (relative_time can be derived from time). */
export type XChoice = 'auto' | 'step' | 'epoch' | 'tokens' | 'relative_time' | 'time';

export interface LossPlotOptions {
  /** Default `auto`. */
  xAxis: XChoice;
  /** Another way to read the values; `none` (default) draws them as logged. */
  yTransform: YTransform;
  /** On axes other than time: only what was logged in the dashboard's time range. Default false: the whole session. */
  limitToTimeRange: boolean;
  /** Logarithmic y-axis; values <= 0 are left out and said so. Default false. */
  logScale: boolean;
  /** Weight of the past in the moving average, 0 (off, default) to 0.99. */
  smoothing: number;
  /** A point at the best validation value. Default true. */
  showBest: boolean;
  /** A line at the step where training could have stopped. Default true. */
  showEarlyStop: boolean;
  /** The region where validation rises while training falls, shaded. Default true. */
  showOverfitting: boolean;
  /** Light lines where a later attempt begins. Default true. */
  showAttempts: boolean;
  /** Annotations of the dashboard, also on axes other than time. Default true. */
  showAnnotations: boolean;
  /** The name of each session at the end of its curve, where a few stand beside each other. Default true. */
  showNames: boolean;
  /** Metrics whose names match are drawn in strips below; empty for none. */
  stripMetrics: string;
  legend: VizLegendOptions;
  tooltip: VizTooltipOptions;
}

/** Learning rate and gradient norm under all names that frameworks give them. */
export const DEFAULT_STRIP_METRICS = '(^|/)(learning_rate|lr|grad(ient)?(_[0-9.]+)?_norm(_total)?)$';

export const DEFAULT_OPTIONS: LossPlotOptions = {
  xAxis: 'auto',
  yTransform: 'none',
  limitToTimeRange: false,
  logScale: false,
  smoothing: 0,
  showBest: true,
  showEarlyStop: true,
  showOverfitting: true,
  showAttempts: true,
  showAnnotations: true,
  showNames: true,
  stripMetrics: DEFAULT_STRIP_METRICS,
  legend: {
    showLegend: true,
    // Spelled out where the value of an enum would pull @grafana/schema into the bundle.
    displayMode: 'list' as LegendDisplayMode,
    placement: 'bottom',
    calcs: ['lastNotNull', 'min'],
  },
  tooltip: { mode: 'multi' as TooltipDisplayMode, sort: 'none' as SortOrder },
};

/** Options as stored in a dashboard, with defaults where a dashboard is older than the option. */
export function completeOptions(stored: Partial<LossPlotOptions> | undefined): LossPlotOptions {
  return {
    ...DEFAULT_OPTIONS,
    ...stored,
    legend: { ...DEFAULT_OPTIONS.legend, ...stored?.legend },
    tooltip: { ...DEFAULT_OPTIONS.tooltip, ...stored?.tooltip },
  };
}

/** The strip's pattern; text that is no pattern matches nothing, and the panel says so. */
export function stripPattern(source: string): { pattern: RegExp | null; problem: string | null } {
  if (source.trim() === '') {
    return { pattern: null, problem: null };
  }
  try {
    return { pattern: new RegExp(source, 'i'), problem: null };
  } catch {
    return { pattern: null, problem: `Strip metrics: "${source}" is not a valid pattern` };
  }
}
