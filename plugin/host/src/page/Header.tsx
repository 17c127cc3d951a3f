/** The top of the page: whose page it is, whether it is live, and the few things that hold for all of it. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import { metaOf } from '../plugins/catalog';
import { connectionStore } from '../services/connection';
import { forgetToken, tokenStore } from '../services/token';
import { useStore } from '../state/store';
import { ConnectionBadge } from './ConnectionBadge';
import { ThemeToggle } from './ThemeToggle';

const APP_ID = 'shadower-training-app';

/** The product's mark, from the built plugin itself. */
export const markAddress = (): string => {
  const { baseUrl, info } = metaOf(APP_ID);
  return `${baseUrl}/${info.logos.small}`;
};

interface Props {
  /** Of the exporter, once it is known. */
  version?: string;
  /** Selects that narrow the whole page. */
  children?: ReactNode;
}

export function Header({ version, children }: Props) {
  const styles = useStyles2(getStyles);
  const connection = useStore(connectionStore);
  const token = useStore(tokenStore);
  return (
    <header className={styles.header}>
      <div className={styles.product}>
        <img src={markAddress()} alt="" width={24} height={24} />
        <h1 className={styles.name}>Shadower Training</h1>
        <span className={styles.version} title="Version of the exporter">
          {version ? `v${version}` : ''}
        </span>
      </div>
      <ConnectionBadge state={connection.state} />
      <div className={styles.filters}>{children}</div>
      <nav aria-label="About" className={styles.links}>
        <a href="docs">API docs</a>
        <a href="NOTICES.txt">Notices</a>
        {token !== undefined && (
          <button
            type="button"
            className={styles.linkButton}
            onClick={() => {
              forgetToken();
              // Everything that the token could read leaves the tab's memory with it.
              window.location.reload();
            }}
          >
            Sign out
          </button>
        )}
      </nav>
      <div className={styles.theme}>
        <ThemeToggle />
      </div>
    </header>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const narrow = theme.breakpoints.down('sm');
  const link = {
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    '&:hover': { color: theme.colors.text.primary, textDecoration: 'underline' },
  } as const;
  return {
    header: css({
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(0.75, 2),
      minHeight: 48,
      padding: theme.spacing(0.75, 2),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      background: theme.colors.background.primary,
      [narrow]: { padding: theme.spacing(0.75, 1) },
    }),
    product: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
    name: css({ margin: 0, fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
    version: css({
      minWidth: 40,
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      fontVariantNumeric: 'tabular-nums',
      [narrow]: { display: 'none' },
    }),
    // Selects are known later than the links beside them: their line is there from the start.
    filters: css({
      display: 'flex',
      gap: theme.spacing(2),
      marginLeft: 'auto',
      minWidth: 0,
      [narrow]: { order: 3, gap: theme.spacing(1) },
    }),
    links: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(2),
      minHeight: 24,
      '& a': link,
      [narrow]: { order: 2, flex: 'none' },
    }),
    theme: css({ [narrow]: { order: 1, marginLeft: 'auto' } }),
    linkButton: css({ ...link, padding: 0, border: 0, background: 'none', cursor: 'pointer' }),
  };
};
