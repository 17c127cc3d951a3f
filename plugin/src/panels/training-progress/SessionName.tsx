/** Name of a session with its data links; below it the agent, or why the session needs attention. */
import type { LinkModel } from '@grafana/data';
import { DataLinksContextMenu } from '@grafana/ui';
import { fieldNamed } from '../../visual/fieldValue';
import type { SessionRow } from './row';
import type { RowStyles } from './styles';

interface Props {
  row: SessionRow;
  styles: RowStyles;
  /** One line where rows are low. */
  compact: boolean;
  /** Whether a low row has room for more than the name. */
  wide?: boolean;
  /** Links of other rows are left out of the tab order: the arrow keys lead to them. */
  active: boolean;
}

/** Links of the name field, else of the id. */
function linksOf({ frame, index }: SessionRow): LinkModel[] {
  for (const name of ['name', 'session_id']) {
    const links = fieldNamed(frame, name)?.getLinks?.({ valueRowIndex: index }) ?? [];
    if (links.length > 0) {
      return links;
    }
  }
  return [];
}

export function SessionName({ row, styles, compact, wide = true, active }: Props) {
  const links = linksOf(row);
  const [first] = links;
  const tabIndex = active ? 0 : -1;
  const urgent = row.attention === 'critical' || row.attention === 'warning';
  const reason = urgent ? (row.attentionReason ?? 'Needs attention') : null;
  return (
    <div className={compact ? styles.nameLine : styles.nameStack}>
      {links.length > 1 ? (
        <DataLinksContextMenu links={() => links}>
          {({ openMenu }) => (
            <button
              type="button"
              className={styles.nameLink}
              tabIndex={tabIndex}
              onClick={(event) => {
                event.stopPropagation();
                openMenu?.(event);
              }}
            >
              {row.name}
            </button>
          )}
        </DataLinksContextMenu>
      ) : first ? (
        <a
          className={styles.nameLink}
          href={first.href}
          target={first.target}
          rel="noreferrer"
          title={first.title ? `${first.title}: ${row.name}` : row.name}
          tabIndex={tabIndex}
          onClick={(event) => {
            // The link leads elsewhere; the row must not be selected on the way.
            event.stopPropagation();
            first.onClick?.(event);
          }}
        >
          {row.name}
        </a>
      ) : (
        <span className={styles.name} title={row.name}>
          {row.name}
        </span>
      )}
      {reason !== null ? (
        <span className={row.attention === 'critical' ? styles.critical : styles.warning} title={reason}>
          <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" className={styles.alertIcon}>
            <path d="M8 2.2 14.6 13.6H1.4zM8 6.6v3.2M8 11.7v.1" />
          </svg>
          {compact && !wide ? null : <span className={styles.ellipsis}>{reason}</span>}
        </span>
      ) : (
        row.agent !== null &&
        (wide || !compact) && (
          <span className={styles.faint} title={row.agent}>
            {row.agent}
          </span>
        )
      )}
    </div>
  );
}
