/** Thresholds of fields -> lines and areas of the plot, as Grafana's time series panel shows them. Pure. */
import { ThresholdsMode, type GrafanaTheme2 } from '@grafana/data';
import type { ThresholdsShown } from './curveStyle';
import type { Line } from './lines';
import type { ScaleKey } from './sides';

export interface ShownThresholds {
  scale: ScaleKey;
  lines: boolean;
  areas: boolean;
  dashed: boolean;
  /** Whether steps are percents of what the axis shows. */
  percentage: boolean;
  /** Ascending; the first one begins below everything. */
  steps: ReadonlyArray<{ value: number; color: string }>;
}

const has = (shown: ThresholdsShown, part: string) => shown.includes(part);

/** The thresholds of each axis: those of its first curve that shows any. Transformed values have none. */
export function thresholdsOf(lines: readonly Line[], theme: GrafanaTheme2): ShownThresholds[] {
  return (['y', 'y2'] as const).flatMap((scale): ShownThresholds[] => {
    const line = lines.find(
      ({ curve, scale: own }) => own === scale && curve.style.thresholds !== 'off' && curve.transform === 'none',
    );
    const thresholds = line?.curve.field.config.thresholds;
    if (!line || !thresholds) {
      return [];
    }
    const shown = line.curve.style.thresholds;
    return [
      {
        scale,
        lines: has(shown, 'line') || has(shown, 'dashed'),
        areas: has(shown, 'area'),
        dashed: has(shown, 'dashed'),
        percentage: thresholds.mode === ThresholdsMode.Percentage,
        steps: thresholds.steps.map(({ value, color }) => ({
          // Stored as null in JSON, which knows no infinity.
          value: typeof value === 'number' ? value : -Infinity,
          color: theme.visualization.getColorByName(color),
        })),
      },
    ];
  });
}

/** Steps in the numbers of an axis that shows a range. */
export function stepsWithin(
  { steps, percentage }: ShownThresholds,
  [min, max]: readonly [number, number],
): ShownThresholds['steps'] {
  return percentage ? steps.map((step) => ({ ...step, value: min + ((max - min) * step.value) / 100 })) : steps;
}
