/** Dragging over the plot chooses a range of x, a double click takes it back. */
import type { UPlotConfigBuilder } from '@grafana/ui';

/** A shorter drag (CSS pixels) was meant as a click. */
const MIN_DRAG = 5;

export interface ZoomHandlers {
  onSelect: (from: number, to: number) => void;
  onReset: () => void;
}

/** @param handlers read when something happens, so that the configuration needn't change with them */
export function addZoom(builder: UPlotConfigBuilder, handlers: () => ZoomHandlers): void {
  builder.addHook('setSelect', (u) => {
    const { left, width } = u.select;
    // Charts that share the cursor get the same drag without an event of their own.
    if (u.cursor.event && width >= MIN_DRAG) {
      handlers().onSelect(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
    }
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  });
  builder.setCursor({
    bind: {
      dblclick: () => () => {
        handlers().onReset();
        return null;
      },
    },
  });
}
