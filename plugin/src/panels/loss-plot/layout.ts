/** How the panel's ground is shared between curves and strips. Pure. */
import { metricLabel } from '../../visual/metricRole';
import type { Line } from './lines';

/** One strip a metric: its lines share a y-axis. */
export interface Strip {
  metric: string;
  label: string;
  lines: Line[];
}

/** More strips than this leave nothing to read in any. */
const MAX_STRIPS = 3;
const STRIP_HEIGHT = 64;
/** Height of the x-axis, which only the lowest chart has. */
const X_AXIS = 22;
/** What the curves keep at least; strips give way. */
const MIN_MAIN = 130;

/** Groups the strips' lines by metric, in their order. */
export function groupStrips(lines: readonly Line[]): Strip[] {
  const strips = new Map<string, Strip>();
  for (const line of lines) {
    const { metric } = line.curve;
    const strip = strips.get(metric) ?? { metric, label: metricLabel(metric), lines: [] };
    strip.lines.push(line);
    strips.set(metric, strip);
  }
  return [...strips.values()];
}

export interface Heights {
  main: number;
  /** One for each strip that has room; the last one carries the x-axis. */
  strips: number[];
}

/** Heights of the charts. Without curves above, the strips share the whole height. */
export function shareHeight(height: number, wanted: number, hasMain: boolean): Heights {
  let count = Math.min(wanted, MAX_STRIPS);
  if (!hasMain) {
    const each = count === 0 ? 0 : (height - X_AXIS) / count;
    return {
      main: 0,
      strips: Array.from({ length: count }, (_, i) => Math.floor(each + (i === count - 1 ? X_AXIS : 0))),
    };
  }
  while (count > 0 && height - count * STRIP_HEIGHT - X_AXIS < MIN_MAIN) {
    count--;
  }
  if (count === 0) {
    return { main: height, strips: [] };
  }
  // On tall panels strips may grow, to a fifth of the height each at most.
  const each = Math.floor(Math.min(Math.max(STRIP_HEIGHT, height * 0.14), 110));
  const strips = Array.from({ length: count }, (_, i) => each + (i === count - 1 ? X_AXIS : 0));
  return { main: height - strips.reduce((sum, part) => sum + part, 0), strips };
}
