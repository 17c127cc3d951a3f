/** Name of a session with its data links; below it the agent, or why the session needs attention. */
import type { LinkModel } from '@grafana/data';
import { CellLinks } from './CellLinks';
import type { SessionRow } from './row';
import type { RowStyles } from './styles';

interface Props {
  row: SessionRow;
  styles: RowStyles;
  /** One line where rows are low. */
  compact: boolean;
  /** Whether a low row has room for more than the name. */
  wide?: boolean;
  active: boolean;
}

const NONE: LinkModel[] = [];
/** Links of the name field, else of the id. */
const linksOf = ({ links }: SessionRow): LinkModel[] => links['name'] ?? links['session_id'] ?? NONE;

export function SessionName({ row, styles, compact, wide = true, active }: Props) {
  const links = linksOf(row);
  return (
    <div className={compact ? styles.nameLine : styles.nameStack}>
      {links.length > 0 ? (
        <CellLinks links={links} className={styles.nameLink} title={row.name} active={active}>
          {row.name}
        </CellLinks>
      ) : (
        <span className={styles.name} title={row.name}>
          {row.name}
        </span>
      )}
      <Note row={row} styles={styles} compact={compact} wide={wide} />
    </div>
  );
}

function Note({ row, styles, compact, wide }: Omit<Props, 'active'>) {
  const needsLook = row.attention === 'critical' || row.attention === 'warning';
  if (needsLook) {
    const reason = row.attentionReason ?? 'Needs attention';
    const look = row.isSettled ? styles.settled : row.attention === 'critical' ? styles.critical : styles.warning;
    return (
      <span className={look} title={row.isSettled ? `${reason} (more than a day ago)` : reason}>
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" className={styles.alertIcon}>
          <path d="M8 2.2 14.6 13.6H1.4zM8 6.6v3.2M8 11.7v.1" />
        </svg>
        {compact && !wide ? null : <span className={styles.ellipsis}>{reason}</span>}
      </span>
    );
  }
  return row.agent !== null && (wide || !compact) ? (
    <span className={styles.faint} title={row.agent}>
      {row.agent}
    </span>
  ) : null;
}
