/** The loss plot: curves, strips below, legend. */
import { useCallback, useMemo, useState, type MouseEvent } from 'react';
import { type PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import {
  PanelContextProvider,
  usePanelContext,
  useTheme2,
  VizLayout,
  VizLegend,
  type VizLegendItem,
} from '@grafana/ui';
import { NothingToDraw } from '../../visual/NothingToDraw';
import { NOTICE_HEIGHT, Notices } from '../../visual/Notices';
import type { ChartLook } from './chart';
import { CurveChart } from './CurveChart';
import type { Curve } from './curve';
import { describePlot, describeZoom } from './description';
import { shareHeight } from './layout';
import { legendItems, MAX_ITEMS, MAX_LISTED_VALUES, sortedBy } from './legend';
import { MAX_CURVES } from './model';
import { completeOptions, type LossPlotOptions } from './options';
import { OutsideRange } from './OutsideRange';
import { PlotInWords } from './PlotInWords';
import { usePlot, type Zoom } from './usePlot';
import { useTooltip } from './useTooltip';
import { nextHidden } from './visibility';
import { xLabel } from './xAxis';

/** Below this height the legend would leave nothing to read. */
const LEGEND_FROM = 160;

export function LossPlotPanel(props: PanelProps<LossPlotOptions>) {
  const { id, data, width, height, fieldConfig, timeZone, eventBus, onChangeTimeRange } = props;
  const { onOptionsChange, replaceVariables } = props;
  const theme = useTheme2();
  const options = useMemo(() => completeOptions(props.options), [props.options]);
  const context = usePanelContext();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [zoom, setZoom] = useState<Zoom | null>(null);
  const plot = usePlot({
    frames: data.series,
    annotations: data.annotations,
    options,
    theme,
    timeZone,
    timeRange: data.timeRange,
    hidden,
    zoom,
  });
  const { model, main, strips, axes, lines, zoomKey } = plot;
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
  const tooltip = useTooltip({ lines: allLines, main, options, xKind, xName, timeZone, replaceVariables });
  const isHidden = useCallback((curve: Curve) => curve.style.hideFrom.viz || hidden.has(curve.key), [hidden]);
  const { calcs, showLegend, displayMode, placement, sortBy, sortDesc } = options.legend;
  const legend = useMemo(() => {
    const hasValues = displayMode === 'table' || lines.length <= MAX_LISTED_VALUES;
    const most = displayMode === 'table' ? MAX_CURVES : MAX_ITEMS;
    return legendItems(lines, isHidden, hasValues ? calcs : [], theme, most);
  }, [lines, isHidden, calcs, displayMode, theme]);
  const words = useMemo(
    () => describePlot(allLines, main.marks, xKind, timeZone),
    [allLines, main.marks, xKind, timeZone],
  );
  // A dashboard keeps visibility itself, as an override by name; curves that share a field it can't tell apart.
  const keepsOwn = !context.onToggleSeriesVisibility || lines.some(({ curve }) => curve.fromLongFrame);
  const legendContext = useMemo(
    () => (keepsOwn ? { ...context, onToggleSeriesVisibility: undefined } : context),
    [context, keepsOwn],
  );
  const onLabelClick = useCallback(
    (item: VizLegendItem<Curve>, event: MouseEvent) => {
      if (keepsOwn && item.data) {
        const { key } = item.data;
        const toggle = event.ctrlKey || event.metaKey || event.shiftKey;
        const keys = lines.map(({ curve }) => curve.key);
        setHidden((before) => nextHidden(keys, before, key, toggle));
      }
    },
    [keepsOwn, lines],
  );
  const onToggleSort = useCallback(
    (by: string) => onOptionsChange({ ...options, legend: sortedBy(options.legend, by) }),
    [options, onOptionsChange],
  );

  if (data.series.every((frame) => frame.length === 0)) {
    return (
      <NothingToDraw data={data} width={width} height={height} title="No curves yet">
        Choose a session that has logged values, or any data with a step, epoch or time column and a number column such
        as training_loss.
      </NothingToDraw>
    );
  }
  if (model.problem) {
    return <PanelDataErrorView panelId={id} data={data} fieldConfig={fieldConfig} message={model.problem} />;
  }
  const notices = [
    ...plot.notices,
    ...(legend.omitted > 0 && showLegend
      ? [
          `Legend shows ${legend.items.length} of ${legend.items.length + legend.omitted} curves; as a table it shows all`,
        ]
      : []),
  ];
  const noticeHeight = notices.length > 0 ? NOTICE_HEIGHT : 0;
  const look: Omit<ChartLook, 'showX' | 'dense' | 'log' | 'names'> = {
    ...axes,
    theme,
    timeZone,
    xKind,
    syncKey: `loss-${id}`,
  };
  const shown = options.tooltip.mode === 'none' ? null : tooltip;
  const label = `${lines.length === 1 ? 'One curve' : `${lines.length} curves`} over ${xLabel(xKind, xName).toLowerCase()}. Arrow keys move from point to point, plus and minus zoom`;
  const hasLegend = showLegend && displayMode !== 'hidden' && height >= LEGEND_FROM && legend.items.length > 0;
  return (
    <div style={{ position: 'relative', width, height }} data-testid="loss-plot">
      <PlotInWords lines={words} zoom={plot.zoomed && describeZoom(plot.zoomed, xKind, timeZone)} />
      <Notices notices={notices} />
      {plot.isOutside && (
        <OutsideRange onZoom={() => onChangeTimeRange({ from: plot.extent[0], to: plot.extent[1] })} />
      )}
      <VizLayout
        width={width}
        height={height - noticeHeight}
        legend={
          hasLegend ? (
            <VizLayout.Legend placement={placement} maxHeight="35%" maxWidth="50%" width={options.legend.width}>
              <PanelContextProvider value={legendContext}>
                <VizLegend
                  placement={placement}
                  items={legend.items}
                  displayMode={displayMode}
                  sortBy={sortBy}
                  sortDesc={sortDesc}
                  isSortable
                  onToggleSort={onToggleSort}
                  onLabelClick={onLabelClick}
                />
              </PanelContextProvider>
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
                  look={{
                    ...look,
                    showX: shownStrips.length === 0,
                    dense: false,
                    log: options.logScale,
                    names: options.showNames,
                  }}
                  state={main}
                  width={plotWidth}
                  height={heights.main}
                  eventBus={eventBus}
                  zoom={zoomHandlers}
                  tooltip={shown}
                  label={label}
                />
              )}
              {shownStrips.map((strip, index) => (
                <CurveChart
                  key={strip.metric}
                  look={{ ...look, showX: index === shownStrips.length - 1, dense: true, log: false, names: false }}
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
