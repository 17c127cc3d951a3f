/** A row of the list, drawn again only when something of it changed. */
import { cx } from '@emotion/css';
import { memo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import type { ScoreName } from '@shadower-training/contract';
import { cellContent } from './cells';
import { CellLinks } from './CellLinks';
import type { Column } from './columns';
import { MenuButton } from './MenuButton';
import type { Density } from './options';
import type { SessionRow } from './row';
import { SCORE_TEXTS } from './scores';
import type { RowStyles } from './styles';

export interface ProgressRowProps {
  row: SessionRow;
  /** Place in the list, from 0. */
  position: number;
  domId: string;
  height: number;
  columns: readonly Column[];
  template: string;
  density: Density;
  selected: boolean;
  selectable: boolean;
  active: boolean;
  hasMenu: boolean;
  styles: RowStyles;
  theme: GrafanaTheme2;
  onSelect: (id: string, position: number, adding: boolean) => void;
  onMenu: (id: string, position: number, at: DOMRect) => void;
}

function ProgressRowView(props: ProgressRowProps) {
  const { row, position, domId, height, columns, template, density } = props;
  const { selected, selectable, active, hasMenu, styles, theme, onSelect, onMenu } = props;
  const context = { styles, theme, density, active };
  return (
    <div
      id={domId}
      role="row"
      // The heading is the first row.
      aria-rowindex={position + 2}
      aria-selected={selectable ? selected : undefined}
      className={cx(styles.row, selectable && styles.selectable, selected && styles.selected, active && styles.active)}
      style={{ top: position * height, height, gridTemplateColumns: template }}
      onClick={(event) => onSelect(row.id, position, event.ctrlKey || event.metaKey)}
      data-session={row.id}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          aria-description={describe(row, column)}
          className={cx(
            styles.cell,
            column.align === 'right' && styles.right,
            column.align === 'center' && styles.center,
          )}
        >
          <LinkedCell row={row} column={column} active={active} className={styles.cellLink}>
            {cellContent(row, column, context)}
          </LinkedCell>
        </div>
      ))}
      {hasMenu && (
        <div role="gridcell">
          <MenuButton row={row} position={position} active={active} className={styles.menu} onMenu={onMenu} />
        </div>
      )}
    </div>
  );
}

/** The name carries its links itself. */
function LinkedCell(props: {
  row: SessionRow;
  column: Column;
  active: boolean;
  className: string;
  children: React.ReactNode;
}) {
  const { row, column, active, className, children } = props;
  const links = column.id === 'name' || column.field === null ? undefined : row.links[column.field];
  return links ? (
    <CellLinks links={links} className={className} title={column.label} active={active}>
      {children}
    </CellLinks>
  ) : (
    children
  );
}

/** What a score's tooltip says, in short, for those who don't see it. */
function describe({ scores }: SessionRow, { id }: Column): string | undefined {
  const score = Object.hasOwn(SCORE_TEXTS, id) ? scores[id as ScoreName] : undefined;
  return score?.reason ?? (typeof score?.n === 'number' ? `from ${score.n} values` : undefined);
}

/** Equal signatures look the same, whatever frame they came in. */
export function looksSame(before: ProgressRowProps, after: ProgressRowProps): boolean {
  const { row: a, ...restBefore } = before;
  const { row: b, ...restAfter } = after;
  const keys = Object.keys(restBefore) as Array<keyof typeof restBefore>;
  return a.id === b.id && a.signature === b.signature && keys.every((key) => restBefore[key] === restAfter[key]);
}

export const ProgressRow = memo(ProgressRowView, looksSame);
