/** Places panels on Grafana's grid of 24 columns: lines of panels below each other, in sections under a title. */
import { RowBuilder, type DashboardBuilder, type GridPos, type Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { AnyPanel } from './panels.js';

/** Columns of the grid. */
export const COLUMNS = 24;

/** Panels side by side, as high as each other. */
export interface Line {
  /** In the grid's units of 30 pixels, gaps included. */
  height: number;
  /** Panels with their width in columns; together they fill the line. */
  panels: readonly (readonly [panel: AnyPanel, width: number])[];
}

/** A part of a dashboard; without a title it has no bar of its own. */
export interface Section {
  title?: string;
  /** Id of the title's bar. */
  id?: number;
  /** Shut until somebody opens it, so that its queries are not asked. */
  collapsed?: boolean;
  lines: readonly Line[];
}

/** One line of a section. */
export const line = (height: number, ...panels: Line['panels']): Line => ({ height, panels });

/** Adds the sections to the dashboard. */
export function addSections(dashboard: DashboardBuilder, sections: readonly Section[]): DashboardBuilder {
  let y = 0;
  for (const section of sections) {
    const hasBar = section.title !== undefined;
    const top = y;
    if (hasBar) y += 1;
    const placed = section.lines.flatMap((current) => {
      const panels = placedLine(current, y);
      y += current.height;
      return panels;
    });
    if (!hasBar) {
      placed.forEach((panel) => dashboard.withPanel(panel));
      continue;
    }
    const row = new RowBuilder(section.title!).id(section.id!).gridPos({ x: 0, y: top, w: COLUMNS, h: 1 });
    if (section.collapsed) {
      placed.forEach((panel) => row.withPanel(panel));
      y = top + 1;
    }
    dashboard.withRow(row.collapsed(section.collapsed ?? false));
    if (!section.collapsed) placed.forEach((panel) => dashboard.withPanel(panel));
  }
  return dashboard;
}

function placedLine({ height, panels }: Line, y: number): AnyPanel[] {
  const width = panels.reduce((sum, [, columns]) => sum + columns, 0);
  if (width !== COLUMNS) throw new Error(`a line at ${y} is ${width} columns wide, not ${COLUMNS}`);
  let x = 0;
  return panels.map(([panel, w]) => {
    const place: GridPos = { x, y, w, h: height };
    x += w;
    return at(panel, place);
  });
}

const at = (panel: AnyPanel, gridPos: GridPos): AnyPanel => ({ build: (): Panel => ({ ...panel.build(), gridPos }) });
