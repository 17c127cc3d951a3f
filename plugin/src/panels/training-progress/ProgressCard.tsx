/** A session in two lines, where columns have no room. */
import { cx } from '@emotion/css';
import { memo } from 'react';
import { StateBadge } from '../../visual/StateBadge';
import { MenuButton } from './MenuButton';
import { looksSame, type ProgressRowProps } from './ProgressRow';
import { SessionName } from './SessionName';

function ProgressCardView(props: ProgressRowProps) {
  const { row, position, domId, height, selected, selectable, active, hasMenu, styles, onSelect, onMenu } = props;
  const counts = row.epochs ? `epoch ${row.epochs}` : row.steps ? `step ${row.steps}` : '';
  const second = row.timeLeft.text ? `${row.timeLeft.text} left` : counts;
  return (
    <div
      id={domId}
      role="row"
      aria-rowindex={position + 1}
      aria-selected={selectable ? selected : undefined}
      className={cx(styles.row, selectable && styles.selectable, selected && styles.selected, active && styles.active)}
      style={{
        top: position * height,
        height,
        gridTemplateColumns: `36px minmax(0, 1fr) auto${hasMenu ? ' 28px' : ''}`,
      }}
      onClick={(event) => onSelect(row.id, position, event.ctrlKey || event.metaKey)}
      data-session={row.id}
    >
      <div role="gridcell" className={styles.cell}>
        <StateBadge state={row.state} label={row.stateLabel} color={row.stateColor} iconOnly />
      </div>
      <div role="gridcell" className={styles.cell}>
        <SessionName row={row} styles={styles} compact={false} active={active} />
      </div>
      <div role="gridcell" className={cx(styles.cell, styles.right)}>
        <span className={styles.stackEnd}>
          <span style={{ lineHeight: '18px', color: row.objective.color ?? undefined }}>{row.objective.text}</span>
          <span className={styles.faint}>{second}</span>
        </span>
      </div>
      {hasMenu && (
        <div role="gridcell">
          <MenuButton row={row} position={position} active={active} className={styles.menu} onMenu={onMenu} />
        </div>
      )}
    </div>
  );
}

export const ProgressCard = memo(ProgressCardView, looksSame);
