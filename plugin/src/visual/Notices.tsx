/** What the reader should know about a picture, in one quiet line above it. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export const NOTICE_HEIGHT = 22;

export function Notices({ notices }: { notices: readonly string[] }) {
  const styles = useStyles2(getStyles);
  if (notices.length === 0) {
    return null;
  }
  return (
    <div className={styles.line} role="status" title={notices.join('\n')}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" className={styles.icon}>
        <circle cx="8" cy="8" r="6.5" />
        <path d="M8 7.4v4M8 4.6v.2" />
      </svg>
      <span className={styles.text}>{notices.join(' · ')}</span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    height: NOTICE_HEIGHT,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    padding: theme.spacing(0, 0.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  icon: css({ flex: 'none', fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, strokeLinecap: 'round' }),
  text: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
});
