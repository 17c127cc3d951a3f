/** The loss plot: curves, strips below, legend. */
import { useCallback, useMemo, useState, type MouseEvent } from 'react';
import type { PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import { usePanelContext, useTheme2, VizLayout, VizLegend, type VizLegendItem } from '@grafana/ui';
import type uPlot from 'uplot';
import { EmptyState } from '../../visual/EmptyState';
import { NOTICE_HEIGHT, Notices } from '../../visual/Notices';
import type { ChartLook } from './chart';
import { CurveChart, hoverOf } from './CurveChart';
import type { Curve } from './curve';
import { closestRow, sortRows } from './hover';
import { describePlot } from './description';
import { shareHeight } from './layout';
import { legendItems, MAX_ITEMS, MAX_LISTED_VALUES } from './legend';
import { LossTooltip } from './LossTooltip';
import { completeOptions, type LossPlotOptions } from './options';
import { PlotInWords } from './PlotInWords';
import { usePlot, type Zoom } from './usePlot';
import { nextHidden } from './visibility';

/** Below this height the legend would leave nothing to read. */
const LEGEND_FROM = 160;

export function LossPlotPanel(props: PanelProps<LossPlotOptions>) {
  const { id, data, width, height, fieldConfig, timeZone, eventBus, onChangeTimeRange } = props;
  const theme = useTheme2();
  const options = useMemo(() => completeOptions(props.options), [props.options]);
  const { onToggleSeriesVisibility } = usePanelContext();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [zoom, setZoom] = useState<Zoom | null>(null);
  const plot = usePlot({
    frames: data.series,
    options,
    theme,
    timeZone,
    timeRange: data.timeRange,
    hidden,
    zoom,
  });
  const { model, main, strips, axisWidth, lines, zoomKey } = plot;
  const { xKind, xName } = model;
  const isTime = xKind === 'time';

  const zoomHandlers = useMemo(
    () => ({
      onSelect: (from: number, to: number) => {
        if (isTime) {
          onChangeTimeRange({ from, to });
        } else {
          setZoom({ of: zoomKey, range: [from, to] });
        }
      },
      onReset: () => {
        if (isTime) {
          const [from, to] = main.view;
          onChangeTimeRange({ from: from - (to - from) / 2, to: to + (to - from) / 2 });
        } else {
          setZoom(null);
        }
      },
    }),
    [isTime, zoomKey, main.view, onChangeTimeRange],
  );

  const allLines = useMemo(() => [...main.lines, ...strips.flatMap((strip) => strip.lines)], [main.lines, strips]);
  const tooltip = useCallback(
    (u: uPlot, pinned: boolean) => {
      const hover = hoverOf(u, allLines);
      if (!hover) {
        return null;
      }
      const closest = closestRow(hover, u.cursor.top ?? 0, (line, value) =>
        main.lines.includes(line) ? u.valToPos(value, 'y') : Infinity,
      );
      const single = options.tooltip.mode === 'single' && closest !== null;
      const rows = single ? [closest] : sortRows(hover.rows, options.tooltip.sort);
      const curve = closest?.line.curve;
      const links = curve?.field.getLinks?.({ valueRowIndex: curve.rows[closest?.index ?? 0] ?? 0 }) ?? [];
      return <LossTooltip {...{ hover, rows, closest, xKind, xName, timeZone, pinned, links }} />;
    },
    [allLines, main.lines, options.tooltip, xKind, xName, timeZone],
  );

  const isHidden = useCallback((curve: Curve) => curve.hidden || hidden.has(curve.key), [hidden]);
  const { calcs, showLegend, displayMode, placement, sortBy, sortDesc } = options.legend;
  const legend = useMemo(() => {
    const hasValues = displayMode === 'table' || lines.length <= MAX_LISTED_VALUES;
    return legendItems(lines, isHidden, hasValues ? calcs : [], theme);
  }, [lines, isHidden, calcs, displayMode, theme]);
  const words = useMemo(
    () => describePlot(allLines, main.marks, xKind, timeZone),
    [allLines, main.marks, xKind, timeZone],
  );
  const onLabelClick = useCallback(
    (item: VizLegendItem<Curve>, event: MouseEvent) => {
      // A dashboard keeps visibility itself, as an override; elsewhere we do.
      if (!onToggleSeriesVisibility && item.data) {
        const { key } = item.data;
        const toggle = event.ctrlKey || event.metaKey || event.shiftKey;
        const keys = lines.map(({ curve }) => curve.key);
        setHidden((before) => nextHidden(keys, before, key, toggle));
      }
    },
    [onToggleSeriesVisibility, lines],
  );

  if (data.series.every((frame) => frame.length === 0)) {
    return (
      <EmptyState title="No curves yet" width={width} height={height}>
        Choose a session that has logged values, or any data with a step, epoch or time column and a number column such
        as training_loss.
      </EmptyState>
    );
  }
  if (model.problem) {
    return <PanelDataErrorView panelId={id} data={data} fieldConfig={fieldConfig} message={model.problem} />;
  }
  const notices = [
    ...plot.notices,
    ...(legend.omitted > 0 && showLegend ? [`Legend shows ${MAX_ITEMS} of ${lines.length} curves`] : []),
  ];
  const noticeHeight = notices.length > 0 ? NOTICE_HEIGHT : 0;
  const look: Omit<ChartLook, 'showX' | 'dense' | 'log'> = { theme, timeZone, xKind, axisWidth, syncKey: `loss-${id}` };
  const shown = options.tooltip.mode === 'none' ? null : tooltip;
  const hasLegend = showLegend && displayMode !== 'hidden' && height >= LEGEND_FROM && legend.items.length > 0;
  return (
    <div style={{ position: 'relative', width, height }} data-testid="loss-plot">
      <PlotInWords lines={words} />
      <Notices notices={notices} />
      <VizLayout
        width={width}
        height={height - noticeHeight}
        legend={
          hasLegend ? (
            <VizLayout.Legend placement={placement} maxHeight="35%" maxWidth="50%">
              <VizLegend
                placement={placement}
                items={legend.items}
                displayMode={displayMode}
                sortBy={sortBy}
                sortDesc={sortDesc}
                isSortable
                onLabelClick={onLabelClick}
              />
            </VizLayout.Legend>
          ) : null
        }
      >
        {(plotWidth, plotHeight) => {
          const heights = shareHeight(plotHeight, strips.length, lines.length > 0);
          const shownStrips = strips.slice(0, heights.strips.length);
          return (
            <>
              {heights.main > 0 && (
                <CurveChart
                  look={{ ...look, showX: shownStrips.length === 0, dense: false, log: options.logScale }}
                  state={main}
                  width={plotWidth}
                  height={heights.main}
                  eventBus={eventBus}
                  zoom={zoomHandlers}
                  tooltip={shown}
                />
              )}
              {shownStrips.map((strip, index) => (
                <CurveChart
                  key={strip.metric}
                  look={{ ...look, showX: index === shownStrips.length - 1, dense: true, log: false }}
                  state={strip.state}
                  width={plotWidth}
                  height={heights.strips[index] ?? 0}
                  eventBus={eventBus}
                  zoom={zoomHandlers}
                  tooltip={shown}
                  title={strip.label}
                />
              ))}
            </>
          );
        }}
      </VizLayout>
    </div>
  );
}
