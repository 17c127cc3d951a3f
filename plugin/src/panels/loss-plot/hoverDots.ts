/** Dots on the curves at the cursor: elements above the canvas, so that hovering redraws nothing. */
import type { UPlotConfigBuilder } from '@grafana/ui';
import type uPlot from 'uplot';
import type { Hover } from './hover';

const SIZE = 8;
/** Past this many, dots say nothing. */
const MAX_DOTS = 60;

/** @param hoverOf what stands at the cursor, in this chart's own lines */
export function addHoverDots(builder: UPlotConfigBuilder, hoverOf: (u: uPlot) => Hover | null): void {
  const dots: HTMLElement[] = [];
  builder.addHook('init', () => {
    // A new plot has a new element above it; the old dots went with the old one.
    dots.length = 0;
  });
  builder.addHook('setCursor', (u) => {
    const hidden = (u.cursor.left ?? -1) < 0;
    const rows = hidden ? [] : (hoverOf(u)?.rows ?? []).slice(0, MAX_DOTS);
    let used = 0;
    for (const { line, index, x } of rows) {
      const y = line.y[index] ?? NaN;
      const { min = Infinity, max = -Infinity } = u.scales['x'] ?? {};
      if (Number.isNaN(y) || x < min || x > max) {
        continue;
      }
      const dot = (dots[used] ??= createDot(u));
      dot.style.background = line.color;
      const left = u.valToPos(x, 'x') - SIZE / 2;
      const top = u.valToPos(y, line.scale) - SIZE / 2;
      dot.style.transform = `translate(${left}px, ${top}px)`;
      dot.style.display = 'block';
      used++;
    }
    for (const dot of dots.slice(used)) {
      dot.style.display = 'none';
    }
  });
}

function createDot(u: uPlot): HTMLElement {
  const dot = document.createElement('div');
  Object.assign(dot.style, {
    position: 'absolute',
    left: '0',
    top: '0',
    width: `${SIZE}px`,
    height: `${SIZE}px`,
    borderRadius: '50%',
    pointerEvents: 'none',
    boxShadow: '0 0 0 1.5px var(--plot-ground)',
  });
  u.over.append(dot);
  return dot;
}
