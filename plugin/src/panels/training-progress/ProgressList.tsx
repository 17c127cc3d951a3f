/** The list itself: only the rows in view are read and drawn; arrow keys move, Enter selects. */
import { useCallback, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { layoutColumns, type ColumnSource } from './columns';
import { ListHeader } from './ListHeader';
import type { TrainingProgressOptions } from './options';
import type { Sort } from './order';
import { ProgressCard } from './ProgressCard';
import { ProgressRow } from './ProgressRow';
import type { SessionEntry } from './row';
import { getListStyles, getRowStyles } from './styles';
import { useRowWords } from './useRowWords';
import { rowAfterKey, rowWindow, scrollToFirst, scrollToRow } from './windowing';

interface Props {
  rows: readonly SessionEntry[];
  /** All sessions, also those filtered out (a filter must not change the columns), and their fields. */
  source: ColumnSource;
  options: TrainingProgressOptions;
  width: number;
  height: number;
  cards: boolean;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
  selected: ReadonlySet<string>;
  onSelect: (id: string, adding: boolean) => void;
  /** Opens the menu of a row; left out where it would be empty. */
  onMenu?: (entry: SessionEntry, at: { x: number; y: number }) => void;
}

const ROW_HEIGHT = { comfortable: 46, compact: 32 } as const;
const CARD_HEIGHT = 48;
const HEADER_HEIGHT = 28;
const SCROLLBAR = 10;
const MENU_WIDTH = 28;

export function ProgressList(props: Props) {
  const { rows, source, options, width, height, cards, sort, onSort, selected, onSelect, onMenu } = props;
  const theme = useTheme2();
  const styles = useStyles2(getListStyles);
  const rowStyles = useStyles2(getRowStyles);
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [active, setActive] = useState<number | null>(null);
  const [focused, setFocused] = useState(false);
  const domId = useId();

  const rowHeight = cards ? CARD_HEIGHT : ROW_HEIGHT[options.density];
  const headerHeight = cards ? 0 : HEADER_HEIGHT;
  const bodyHeight = Math.max(0, height - headerHeight);
  const overflows = rows.length * rowHeight > bodyHeight;
  const hasMenu = onMenu !== undefined;
  const inner = width - (overflows ? SCROLLBAR : 0) - (hasMenu ? MENU_WIDTH : 0);
  const laidOut = useMemo(() => layoutColumns(inner, source, options), [inner, source, options]);
  // What columns there are depends on the rows, but rows change each second and columns must keep their identity.
  const shape = JSON.stringify(laidOut);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the shape says all that counts of what is laid out
  const columns = useMemo(() => laidOut, [shape]);
  const template = useMemo(
    () => [...columns.map((column) => `${column.width}px`), ...(hasMenu ? [`${MENU_WIDTH}px`] : [])].join(' '),
    [columns, hasMenu],
  );

  const selectable = options.selectionVariable !== '';
  // Rows keep their callbacks while what these do changes: else each selection would draw all of them.
  const latest = useRef({ rows, onSelect, onMenu });
  latest.current = { rows, onSelect, onMenu };
  const choose = useCallback((id: string, position: number, adding: boolean) => {
    setActive(position);
    latest.current.onSelect(id, adding);
  }, []);
  const openMenu = useCallback((id: string, position: number, { right, bottom }: Pick<DOMRect, 'right' | 'bottom'>) => {
    setActive(position);
    const entry = latest.current.rows.find((candidate) => candidate.id === id);
    if (entry) {
      latest.current.onMenu?.(entry, { x: right, y: bottom });
    }
  }, []);
  const scrollTo = (top: number) => {
    if (scroller.current) {
      scroller.current.scrollTop = top;
    }
    setScrollTop(top);
  };
  // What is chosen elsewhere (a link, the page itself) may stand far down; a row that was clicked is in view anyway.
  const seeks = useRef(false);
  const known = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (known.current !== selected) {
      seeks.current = [...selected].some((id) => !known.current.has(id));
      known.current = selected;
    }
    const positions = seeks.current ? rows.flatMap(({ id }, position) => (selected.has(id) ? [position] : [])) : [];
    if (positions.length > 0) {
      // Once: afterwards the reader may scroll where he likes.
      seeks.current = false;
      const top = scrollToFirst(positions, { scrollTop, height: bodyHeight, rowHeight, rows: rows.length });
      if (top !== scrollTop) {
        scrollTo(top);
      }
    }
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) {
      return;
    }
    const row = active === null ? undefined : rows[active];
    if (row && active !== null && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      choose(row.id, active, event.ctrlKey || event.metaKey);
      return;
    }
    if (row && active !== null && (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) && hasMenu) {
      event.preventDefault();
      const place = document.getElementById(`${domId}-${active}`)?.getBoundingClientRect();
      openMenu(row.id, active, place ?? { right: 0, bottom: 0 });
      return;
    }
    const page = Math.max(1, Math.floor(bodyHeight / rowHeight) - 1);
    const next = rowAfterKey(event.key, active ?? -1, rows.length, page);
    if (next !== null) {
      event.preventDefault();
      setActive(next);
      scrollTo(scrollToRow(next, scrollTop, bodyHeight, rowHeight));
    }
  };
  const { from, to } = rowWindow(scrollTop, bodyHeight, rowHeight, rows.length);
  const wordsOf = useRowWords(source.extra);
  const Row = cards ? ProgressCard : ProgressRow;
  const activeInView = active !== null && active >= from && active < to;
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      style={{ height }}
      role="grid"
      aria-label="Training sessions"
      aria-multiselectable={selectable ? true : undefined}
      aria-rowcount={rows.length + (cards ? 0 : 1)}
      aria-activedescendant={activeInView ? `${domId}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        const isOwn = event.target === event.currentTarget;
        setFocused(isOwn);
        // Who comes by the tab key sees where the arrow keys begin.
        if (isOwn && active === null && rows.length > 0 && event.currentTarget.matches(':focus-visible')) {
          setActive(from);
        }
      }}
      onBlur={() => setFocused(false)}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      {!cards && <ListHeader columns={columns} template={template} hasMenu={hasMenu} sort={sort} onSort={onSort} />}
      <div className={styles.body} style={{ height: rows.length * rowHeight }} role="rowgroup">
        {rows.slice(from, to).map((entry, offset) => {
          const position = from + offset;
          return (
            <Row
              key={entry.id}
              row={wordsOf(entry)}
              position={position}
              domId={`${domId}-${position}`}
              height={rowHeight}
              columns={columns}
              template={template}
              density={options.density}
              selected={selected.has(entry.id)}
              selectable={selectable}
              active={focused && active === position}
              hasMenu={hasMenu}
              styles={rowStyles}
              theme={theme}
              onSelect={choose}
              onMenu={openMenu}
            />
          );
        })}
      </div>
      {rows.length === 0 && <div className={styles.nothing}>No session matches the filter.</div>}
    </div>
  );
}
