/** The annotation at the cursor: an element above the canvas, so that hovering redraws nothing. */
import type { UPlotConfigBuilder } from '@grafana/ui';
import type { GrafanaTheme2 } from '@grafana/data';
import type uPlot from 'uplot';
import { annotationsNear } from './annotationLayout';
import type { Mark } from './marks';
import { annotationColor, annotationsOf } from './paintAnnotations';

/** How near (CSS pixels) the cursor must be to an annotation. */
export const ANNOTATION_REACH = 6;

/** Draws the nearest annotation's line, and the stretch of a region, while the cursor is at it. */
export function addAnnotationHover(builder: UPlotConfigBuilder, marks: () => readonly Mark[], theme: GrafanaTheme2) {
  let element: HTMLElement | null = null;
  builder.addHook('init', () => {
    // A new plot has a new element above it; the old line went with the old one.
    element = null;
  });
  builder.addHook('setCursor', (u) => {
    const cursor = u.cursor.left ?? -1;
    const nearest = cursor < 0 ? undefined : annotationsNear(annotationsOf(u, marks()), cursor, ANNOTATION_REACH)[0];
    if (!nearest) {
      element?.style.setProperty('display', 'none');
      return;
    }
    const { mark, left, right } = nearest;
    const color = annotationColor(mark.color, theme);
    element ??= createElement(u);
    Object.assign(element.style, {
      display: 'block',
      transform: `translateX(${left}px)`,
      width: `${right - left}px`,
      borderLeft: `1px solid ${color}`,
      background: `color-mix(in srgb, ${color} 12%, transparent)`,
    });
  });
}

function createElement(u: uPlot): HTMLElement {
  const element = document.createElement('div');
  Object.assign(element.style, { position: 'absolute', left: '0', top: '0', height: '100%', pointerEvents: 'none' });
  element.dataset.testid = 'loss-plot-annotation-line';
  u.over.append(element);
  return element;
}
