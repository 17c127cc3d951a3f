/** What the tooltip shows at the cursor of any of the panel's charts. */
import { useMemo } from 'react';
import type { InterpolateFunction, LinkModel, TimeZone } from '@grafana/data';
import type uPlot from 'uplot';
import { actionsOf } from './actions';
import { ANNOTATION_REACH } from './annotationHover';
import { annotationsNear } from './annotationLayout';
import { annotationWords, type AnnotationWords } from './annotationWords';
import type { ChartState } from './chart';
import { hoverOf, type TooltipSource } from './CurveChart';
import { closestRow, sortRows, type Hover, type HoverRow } from './hover';
import type { Line } from './lines';
import { LossTooltip } from './LossTooltip';
import { annotationsOf } from './paintAnnotations';
import type { LossPlotOptions } from './options';
import { isPrecise, type XKind } from './xAxis';

interface Input {
  /** Visible lines of all charts. */
  lines: readonly Line[];
  /** The curves' own chart, which has the marks. */
  main: ChartState;
  options: LossPlotOptions;
  xKind: XKind;
  xName: string | undefined;
  timeZone: TimeZone;
  replaceVariables: InterpolateFunction;
}

export function useTooltip(input: Input): TooltipSource {
  const { lines, main, options, xKind, xName, timeZone, replaceVariables } = input;
  return useMemo(() => {
    const { mode, sort, maxHeight = null, maxWidth = null } = options.tooltip;
    const closest = (u: uPlot, hover: Hover, own: readonly Line[]) =>
      closestRow(hover, u.cursor.top ?? 0, (line, value) =>
        own.includes(line) ? u.valToPos(value, line.scale) : Infinity,
      ) ??
      hover.rows[0] ??
      null;
    return {
      maxWidth,
      links: (u, own) => {
        const hover = hoverOf(u, lines);
        return hover ? linksOf(closest(u, hover, own)) : [];
      },
      render: (u, pinned, own) => {
        const hover = hoverOf(u, lines);
        if (!hover) {
          return null;
        }
        const row = closest(u, hover, own);
        const rows = mode === 'single' && row ? [row] : sortRows(hover.rows, sort);
        return (
          <LossTooltip
            {...{ hover, rows, closest: row, xKind, xName, timeZone, pinned, maxHeight }}
            precise={isPrecise(xKind, main.view)}
            links={linksOf(row)}
            actions={row ? actionsAt(row, replaceVariables) : []}
            annotations={annotationsAt(u, main)}
          />
        );
      },
    };
  }, [lines, main, options.tooltip, xKind, xName, timeZone, replaceVariables]);
}

const rowOf = ({ line, index }: HoverRow) => line.curve.rows[index] ?? 0;

function linksOf(row: HoverRow | null): LinkModel[] {
  return row?.line.curve.field.getLinks?.({ valueRowIndex: rowOf(row) }) ?? [];
}

function actionsAt(row: HoverRow, replaceVariables: InterpolateFunction) {
  const { field, frame } = row.line.curve;
  return actionsOf(field, frame, rowOf(row), replaceVariables);
}

/** What annotations say at the cursor: within reach of a line, or inside of a region. */
function annotationsAt(u: uPlot, { marks, lines }: ChartState): AnnotationWords[] {
  const near = annotationsNear(annotationsOf(u, marks), u.cursor.left ?? -1, ANNOTATION_REACH);
  const names = new Map(lines.map(({ curve }) => [curve.session, curve.sessionName]));
  return annotationWords(
    near.map(({ mark }) => mark),
    names,
  );
}
