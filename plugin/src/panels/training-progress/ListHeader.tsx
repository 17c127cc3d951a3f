/** Headings that sort. */
import { cx } from '@emotion/css';
import { Tooltip, useStyles2 } from '@grafana/ui';
import type { Column } from './columns';
import { nextSort, type Sort } from './order';
import { getListStyles } from './styles';

interface Props {
  columns: readonly Column[];
  template: string;
  hasMenu: boolean;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
}

export function ListHeader({ columns, template, hasMenu, sort, onSort }: Props) {
  const styles = useStyles2(getListStyles);
  return (
    <div role="row" aria-rowindex={1} className={styles.header} style={{ gridTemplateColumns: template }}>
      {columns.map(({ id, label, hint, sortKey, align, width }) => {
        const sorted = sort !== null && sort.key === sortKey;
        // The state column of a narrow list has room for its shapes only.
        const text = width < 60 ? '' : label;
        return (
          <div
            key={id}
            role="columnheader"
            aria-label={label}
            aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : sortKey ? 'none' : undefined}
            className={cx(
              styles.heading,
              align === 'right' && styles.headingRight,
              align === 'center' && styles.headingCenter,
            )}
          >
            <Tooltip content={hint}>
              {sortKey ? (
                <button
                  type="button"
                  className={cx(styles.headingButton, sorted && styles.sorted)}
                  aria-label={`Sort by ${label}`}
                  onClick={() => onSort(nextSort(sort, sortKey))}
                >
                  {sorted && align === 'right' && <Arrow descending={sort.descending} />}
                  {text}
                  {(sorted && align === 'left') || (text === '' && !sorted) ? (
                    <Arrow descending={sort?.descending ?? true} faint={!sorted} />
                  ) : null}
                </button>
              ) : (
                <span className={styles.headingButton}>{text}</span>
              )}
            </Tooltip>
          </div>
        );
      })}
      {hasMenu && <div role="columnheader" aria-label="Actions" />}
    </div>
  );
}

function Arrow({ descending, faint = false }: { descending: boolean; faint?: boolean }) {
  return (
    <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true" opacity={faint ? 0.4 : 1}>
      <path
        d={descending ? 'M5 1v8M1.5 5.5 5 9l3.5-3.5' : 'M5 9V1M1.5 4.5 5 1l3.5 3.5'}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
    </svg>
  );
}
