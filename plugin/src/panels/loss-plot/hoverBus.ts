/** The crosshair shared with other panels: they know points of time only, so time is what is told and heard. */
import { DataHoverClearEvent, DataHoverEvent, type BusEvent, type EventBus } from '@grafana/data';
import type { UPlotConfigBuilder } from '@grafana/ui';
import type uPlot from 'uplot';

/** Milliseconds between events; other panels needn't follow each pixel. */
const INTERVAL = 60;

/** What a plot needs to share its crosshair. */
export interface SharedCursor {
  eventBus: EventBus;
  /** The panel: its charts share a cursor already. */
  owner: string;
  /** Epoch milliseconds at an x, null where the point has none. */
  timeAt: (x: number) => number | null;
  /** x at a time, null where nothing was going on. */
  xAt: (time: number) => number | null;
  /** True where uPlot's own synchronisation serves other plots already. */
  tagged: boolean;
}

/** Own events echo back; where buses have no scope, as outside of a dashboard, only the event itself tells. */
const owners = new WeakMap<BusEvent, string>();

function tell({ eventBus, owner }: SharedCursor, event: BusEvent): void {
  owners.set(event, owner);
  eventBus.publish(event);
}

/** Tells other panels where the cursor is. */
export function addHoverBus(builder: UPlotConfigBuilder, shared: SharedCursor): void {
  const { timeAt, tagged } = shared;
  let last = 0;
  let shown = false;
  builder.addHook('setCursor', (u) => {
    if (!u.cursor.event) {
      return;
    }
    const left = u.cursor.left ?? -1;
    const now = performance.now();
    if (left < 0) {
      // First forgotten, then told: whoever hears it may move this very cursor.
      const wasShown = shown;
      shown = false;
      if (wasShown) {
        tell(shared, new DataHoverClearEvent());
      }
    } else if (now - last >= INTERVAL) {
      const time = timeAt(u.posToVal(left, 'x'));
      if (time !== null) {
        last = now;
        shown = true;
        const event = new DataHoverEvent({ point: { time } });
        tell(shared, tagged ? event.setTags(['uplot']) : event);
      }
    }
  });
}

/** Follows the cursor of other panels. @returns how to stop */
export function followHoverBus({ eventBus, owner, xAt, tagged }: SharedCursor, plot: () => uPlot | null): () => void {
  const isForeign = (u: uPlot, origin: unknown) => origin !== eventBus && !isUnderMouse(u);
  const hover = eventBus.getStream(DataHoverEvent).subscribe((event) => {
    const u = plot();
    const time: unknown = event.payload.point?.['time'];
    const isOwn = owners.get(event) === owner || (tagged && event.tags?.has('uplot'));
    if (!u || isOwn || typeof time !== 'number' || !isForeign(u, event.origin)) {
      return;
    }
    const x = xAt(time);
    u.setCursor(x === null ? OUTSIDE : { left: u.valToPos(x, 'x'), top: u.over.clientHeight / 2 });
  });
  const clear = eventBus.getStream(DataHoverClearEvent).subscribe((event) => {
    const u = plot();
    if (u && owners.get(event) !== owner && isForeign(u, event.origin)) {
      u.setCursor(OUTSIDE);
    }
  });
  return () => {
    hover.unsubscribe();
    clear.unsubscribe();
  };
}

const OUTSIDE = { left: -10, top: -10 };

const isUnderMouse = (u: uPlot) => u.over.matches(':hover');
