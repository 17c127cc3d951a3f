/** What a panel says when there is nothing to draw yet: what it would show, and what to do. */
import { css } from '@emotion/css';
import type { ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  title: string;
  /** One sentence on what to do. */
  children: ReactNode;
  width: number;
  height: number;
}

/** Below this height only the title has room. */
const FULL_HEIGHT = 110;

export function EmptyState({ title, children, width, height }: Props) {
  const styles = useStyles2(getStyles);
  const full = height >= FULL_HEIGHT;
  return (
    <div className={styles.frame} style={{ width, height }} role="status">
      {full && (
        <svg viewBox="0 0 48 28" width="72" height="42" aria-hidden="true" className={styles.picture}>
          <path d="M2 2v24h44" />
          <path d="M6 5c4 12 12 17 38 18" strokeDasharray="1 4" />
        </svg>
      )}
      <div className={styles.title}>{title}</div>
      {full && <div className={styles.text}>{children}</div>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 2),
    textAlign: 'center',
    overflow: 'hidden',
  }),
  picture: css({
    fill: 'none',
    stroke: theme.colors.border.strong,
    strokeWidth: 1.5,
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
    flex: 'none',
  }),
  title: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary }),
  text: css({
    maxWidth: 460,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    textWrap: 'balance',
  }),
});
