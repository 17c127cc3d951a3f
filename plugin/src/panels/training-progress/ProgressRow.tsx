/** A row of the list, drawn again only when something of it changed. */
import { cx } from '@emotion/css';
import { memo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import type { ScoreName } from '@shadower-training/contract';
import { cellContent } from './cells';
import type { Column } from './columns';
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
  styles: RowStyles;
  theme: GrafanaTheme2;
  onSelect: (id: string, position: number) => void;
}

function ProgressRowView(props: ProgressRowProps) {
  const { row, position, domId, height, columns, template, density } = props;
  const { selected, selectable, active, styles, theme, onSelect } = props;
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
      onClick={() => onSelect(row.id, position)}
      data-session={row.id}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          aria-description={describe(row, column)}
          className={cx(styles.cell, column.align === 'right' && styles.right)}
        >
          {cellContent(row, column, context)}
        </div>
      ))}
    </div>
  );
}

/** What a score's tooltip says, in short, for those who don't see it. */
function describe({ scores }: SessionRow, { id }: Column): string | undefined {
  const score = Object.hasOwn(SCORE_TEXTS, id) ? scores[id as ScoreName] : undefined;
  return score?.reason ?? (typeof score?.n === 'number' ? `from ${score.n} values` : undefined);
}

/** Equal signatures look the same, whatever frame they came in. */
export const ProgressRow = memo(ProgressRowView, (before, after) => {
  const { row: a, ...restBefore } = before;
  const { row: b, ...restAfter } = after;
  const keys = Object.keys(restBefore) as Array<keyof typeof restBefore>;
  return a.id === b.id && a.signature === b.signature && keys.every((key) => restBefore[key] === restAfter[key]);
});
