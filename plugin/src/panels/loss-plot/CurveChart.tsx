/** One uPlot: the curves, or one strip below them. */
import { css, cx } from '@emotion/css';
import {
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { DashboardCursorSync, type EventBus, type GrafanaTheme2, type LinkModel } from '@grafana/data';
import { TooltipPlugin2, UPlotChart, usePanelContext } from '@grafana/ui';
import type uPlot from 'uplot';
import { addAnnotationHover } from './annotationHover';
import { createChart, placeholderData, type ChartLook, type ChartState } from './chart';
import { clocksOf, covers, xAtTime } from './clocks';
import { hoverAt, type Hover } from './hover';
import { addHoverBus, followHoverBus, type SharedCursor } from './hoverBus';
import { addHoverDots } from './hoverDots';
import { keyRequest } from './keyboard';
import type { Line } from './lines';
import { addZoom, type ZoomHandlers } from './zoom';

/** What stands at the cursor, drawn, and the links of the nearest one of a chart's own curves. */
export interface TooltipSource {
  render: (u: uPlot, pinned: boolean, own: readonly Line[]) => ReactNode;
  links: (u: uPlot, own: readonly Line[]) => LinkModel[];
  /** Pixels; null for no limit. */
  maxWidth: number | null;
}

interface Props {
  look: ChartLook;
  state: ChartState;
  width: number;
  height: number;
  eventBus: EventBus;
  zoom: ZoomHandlers;
  /** Null for no tooltip. */
  tooltip: TooltipSource | null;
  /** Words in the upper left corner: what a strip shows. */
  title?: string;
  /** What the plot is, for those who reach it with the tab key; without it it can't be reached. */
  label?: string;
}

/** How far (CSS pixels) beside the end of a curve the cursor still sees it. */
export const REACH = 12;
/** TooltipPlugin2's own number for "all series at the cursor's x"; the enum itself is not exported. */
const ALL_AT_X = 1;

/** What stands at the cursor of a plot. */
export function hoverOf(u: uPlot, lines: ChartState['lines']): Hover | null {
  const left = u.cursor.left ?? -1;
  if (left < 0) {
    return null;
  }
  const reach = Math.abs(u.posToVal(REACH, 'x') - u.posToVal(0, 'x'));
  return hoverAt(lines, u.posToVal(left, 'x'), reach);
}

export function CurveChart({ look, state, width, height, eventBus, zoom, tooltip, title, label }: Props) {
  // Read when uPlot draws or hears something: new data must not make a new plot.
  const current = useRef({ state, zoom });
  current.current = { state, zoom };
  const plot = useRef<uPlot | null>(null);
  const isPinned = useRef(false);
  const [, catchUp] = useReducer((count: number) => count + 1, 0);
  const { eventsScope, sync } = usePanelContext();
  const isTime = look.xKind === 'time';
  const { theme, timeZone, xKind, log, showX, axisWidth, rightWidth, axisLabel, rightLabel, names, dense, syncKey } =
    look;
  const shared = useMemo<SharedCursor>(
    () => ({
      eventBus,
      owner: syncKey,
      tagged: isTime,
      timeAt: (x) => (isTime ? x : (hoverAt(current.current.state.lines, x, Infinity)?.time ?? null)),
      xAt: (time) => (isTime ? time : xOfTime(current.current.state, time)),
    }),
    [eventBus, syncKey, isTime],
  );
  const builder = useMemo(() => {
    const stable = { theme, timeZone, xKind, log, showX, axisWidth, rightWidth, axisLabel, rightLabel, names };
    const made = createChart({ ...stable, dense, syncKey }, () => current.current.state);
    addZoom(made, () => current.current.zoom);
    addAnnotationHover(made, () => current.current.state.marks, theme);
    addHoverDots(made, (u) => hoverOf(u, current.current.state.lines));
    addHoverBus(made, shared);
    made.addHook('setCursor', (u) => {
      if (isPinned.current && (u.cursor.left ?? -1) < 0) {
        isPinned.current = false;
        catchUp();
      }
    });
    return made;
  }, [theme, timeZone, xKind, log, showX, axisWidth, rightWidth, axisLabel, rightLabel, names, dense, syncKey, shared]);
  const fresh = useMemo(() => placeholderData(state.view), [state]);
  // News would close a pinned tooltip: a live session's would be gone before anybody could click its links.
  const data = useRef(fresh);
  if (!isPinned.current) {
    data.current = fresh;
  }
  // Strips hear of the cursor from the chart above them.
  useEffect(() => (dense ? undefined : followHoverBus(shared, () => plot.current)), [shared, dense]);
  const [at, setAt] = useState<number | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const u = plot.current;
    const request = keyRequest(event.key, event.shiftKey, at, state.lines, state.view);
    if (!u || request === null || event.target !== event.currentTarget) {
      return;
    }
    event.preventDefault();
    if (request === 'leave') {
      leave();
    } else if ('cursor' in request) {
      u.setCursor({ left: u.valToPos(request.cursor, 'x'), top: u.over.clientHeight / 2 });
      setAt(request.cursor);
    } else if (request.view) {
      zoom.onSelect(...request.view);
    } else {
      zoom.onReset();
    }
  };
  const leave = () => {
    plot.current?.setCursor({ left: -10, top: -10 });
    setAt(null);
  };
  const reachable =
    label === undefined ? {} : { tabIndex: 0, role: 'group', 'aria-label': label, onKeyDown, onBlur: leave };
  const syncMode = isTime ? (sync?.() ?? DashboardCursorSync.Off) : DashboardCursorSync.Off;
  return (
    <div className={cx(container, label !== undefined && focusable)} style={ground(theme)} {...reachable}>
      {title && (
        <div
          className={caption}
          style={{ color: theme.colors.text.secondary, background: theme.colors.background.primary }}
        >
          {title}
        </div>
      )}
      <UPlotChart
        config={builder}
        data={data.current}
        width={width}
        height={height}
        plotRef={(u) => {
          plot.current = u;
        }}
      >
        {tooltip && (
          <TooltipPlugin2
            config={builder}
            hoverMode={ALL_AT_X}
            syncMode={syncMode}
            syncScope={eventsScope}
            maxWidth={tooltip.maxWidth ?? undefined}
            getDataLinks={() => (plot.current ? tooltip.links(plot.current, state.lines) : [])}
            render={(u, _indexes, _series, pinned) => {
              isPinned.current = pinned;
              return tooltip.render(u, pinned, state.lines);
            }}
          />
        )}
      </UPlotChart>
      {tooltip && at !== null && plot.current && (
        <KeyboardTip u={plot.current} at={at} width={width} theme={theme}>
          {tooltip.render(plot.current, false, state.lines)}
        </KeyboardTip>
      )}
    </div>
  );
}

interface TipProps {
  u: uPlot;
  at: number;
  width: number;
  theme: GrafanaTheme2;
  children: ReactNode;
}

/** The tooltip of a cursor that the keyboard moves: in the half of the plot where the cursor is not, and read aloud. */
function KeyboardTip({ u, at, width, theme, children }: TipProps) {
  const left = u.valToPos(at, 'x') + u.over.offsetLeft;
  const { background, border } = theme.colors;
  const beside: CSSProperties = left < width / 2 ? { left: left + 12 } : { right: width - left + 12 };
  return (
    <div
      role="status"
      className={tip}
      style={{ ...beside, background: background.elevated, borderColor: border.weak, boxShadow: theme.shadows.z2 }}
    >
      {children}
    </div>
  );
}

/** Where the first session that was running at a time was then. */
function xOfTime({ lines }: ChartState, time: number): number | null {
  const clock = clocksOf(lines.map(({ curve }) => curve)).find((candidate) => covers(candidate, time));
  return clock ? xAtTime(clock, time) : null;
}

/** Hover dots stand on the canvas and are made outside of React: they take the panel's colour from here. */
const ground = (theme: GrafanaTheme2): CSSProperties & Record<'--plot-ground' | '--plot-focus', string> => ({
  '--plot-ground': theme.colors.background.primary,
  '--plot-focus': theme.colors.primary.border,
});

const container = css({ position: 'relative' });
const focusable = css({
  outline: 'none',
  '&:focus-visible': { boxShadow: 'inset 0 0 0 2px var(--plot-focus)', borderRadius: 2 },
});
const tip = css({
  position: 'absolute',
  top: 12,
  zIndex: 2,
  borderWidth: 1,
  borderStyle: 'solid',
  borderRadius: 2,
  pointerEvents: 'none',
});
const caption = css({
  position: 'absolute',
  top: 4,
  right: 12,
  zIndex: 1,
  padding: '2px 4px',
  opacity: 0.9,
  fontSize: 11,
  lineHeight: 1,
  pointerEvents: 'none',
});
