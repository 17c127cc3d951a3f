/** One uPlot: the curves, or one strip below them. */
import { css } from '@emotion/css';
import { useEffect, useMemo, useRef, type CSSProperties, type ReactNode } from 'react';
import { DashboardCursorSync, type EventBus, type GrafanaTheme2 } from '@grafana/data';
import { KeyboardPlugin, TooltipPlugin2, UPlotChart, usePanelContext } from '@grafana/ui';
import type uPlot from 'uplot';
import { createChart, placeholderData, type ChartLook, type ChartState } from './chart';
import { hoverAt, type Hover } from './hover';
import { addHoverBus, followHoverBus } from './hoverBus';
import { addHoverDots } from './hoverDots';
import { addZoom, type ZoomHandlers } from './zoom';

interface Props {
  look: ChartLook;
  state: ChartState;
  width: number;
  height: number;
  eventBus: EventBus;
  zoom: ZoomHandlers;
  /** Draws the tooltip; null for none. */
  tooltip: ((u: uPlot, pinned: boolean) => ReactNode) | null;
  /** Words in the upper left corner: what a strip shows. */
  title?: string;
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

export function CurveChart({ look, state, width, height, eventBus, zoom, tooltip, title }: Props) {
  // Read when uPlot draws or hears something: new data must not make a new plot.
  const current = useRef({ state, zoom });
  current.current = { state, zoom };
  const plot = useRef<uPlot | null>(null);
  const { eventsScope, sync } = usePanelContext();
  const isTime = look.xKind === 'time';
  const { theme, timeZone, xKind, log, showX, axisWidth, dense, syncKey } = look;
  const builder = useMemo(() => {
    const stable = { theme, timeZone, xKind, log, showX, axisWidth, dense, syncKey };
    const made = createChart(stable, () => current.current.state);
    addZoom(made, () => current.current.zoom);
    addHoverDots(made, (u) => hoverOf(u, current.current.state.lines));
    const timeAt = (x: number) => (isTime ? x : (hoverAt(current.current.state.lines, x, Infinity)?.time ?? null));
    addHoverBus(made, eventBus, timeAt, isTime);
    return made;
  }, [theme, timeZone, xKind, log, showX, axisWidth, dense, syncKey, eventBus, isTime]);
  const data = useMemo(() => placeholderData(state.view), [state]);
  useEffect(() => (isTime ? followHoverBus(eventBus, () => plot.current) : undefined), [isTime, eventBus]);
  const syncMode = isTime ? (sync?.() ?? DashboardCursorSync.Off) : DashboardCursorSync.Off;
  return (
    <div className={container} style={ground(theme)}>
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
        data={data}
        width={width}
        height={height}
        plotRef={(u) => {
          plot.current = u;
        }}
      >
        <KeyboardPlugin config={builder} />
        {tooltip && (
          <TooltipPlugin2
            config={builder}
            hoverMode={ALL_AT_X}
            syncMode={syncMode}
            syncScope={eventsScope}
            render={(u, _indexes, _series, pinned) => tooltip(u, pinned)}
          />
        )}
      </UPlotChart>
    </div>
  );
}

/** Hover dots stand on the canvas and are made outside of React: they take the panel's colour from here. */
const ground = (theme: GrafanaTheme2): CSSProperties & Record<'--plot-ground', string> => ({
  '--plot-ground': theme.colors.background.primary,
});

const container = css({ position: 'relative' });
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
