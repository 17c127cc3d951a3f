/** The crosshair shared with other panels: they know points of time only, so time is what is told and heard. */
import { DataHoverClearEvent, DataHoverEvent, type EventBus } from '@grafana/data';
import type { UPlotConfigBuilder } from '@grafana/ui';
import type uPlot from 'uplot';

/** Milliseconds between events; other panels needn't follow each pixel. */
const INTERVAL = 60;

/**
 * Tells other panels where the cursor is.
 * @param timeAt epoch milliseconds at an x, null where the point has none
 * @param tagged true where uPlot's own synchronisation serves other plots already
 */
export function addHoverBus(
  builder: UPlotConfigBuilder,
  eventBus: EventBus,
  timeAt: (x: number) => number | null,
  tagged: boolean,
): void {
  let last = 0;
  let shown = false;
  builder.addHook('setCursor', (u) => {
    if (!u.cursor.event) {
      return;
    }
    const left = u.cursor.left ?? -1;
    const now = performance.now();
    if (left < 0) {
      if (shown) {
        eventBus.publish(new DataHoverClearEvent());
      }
      shown = false;
    } else if (now - last >= INTERVAL) {
      const time = timeAt(u.posToVal(left, 'x'));
      if (time !== null) {
        last = now;
        shown = true;
        const event = new DataHoverEvent({ point: { time } });
        eventBus.publish(tagged ? event.setTags(['uplot']) : event);
      }
    }
  });
}

/** Follows the cursor of other panels, where x is time. @returns how to stop */
export function followHoverBus(eventBus: EventBus, plot: () => uPlot | null): () => void {
  const hover = eventBus.getStream(DataHoverEvent).subscribe((event) => {
    const u = plot();
    const time = event.payload.point['time'];
    // Own events echo back; other plots' events come through uPlot's synchronisation.
    if (u && event.origin !== eventBus && !event.tags?.has('uplot') && typeof time === 'number') {
      u.setCursor({ left: u.valToPos(time, 'x'), top: u.over.clientHeight / 2 });
    }
  });
  const clear = eventBus.getStream(DataHoverClearEvent).subscribe((event) => {
    const u = plot();
    if (u && event.origin !== eventBus && !u.cursor.event) {
      u.setCursor({ left: -10, top: -10 });
    }
  });
  return () => {
    hover.unsubscribe();
    clear.unsubscribe();
  };
}
