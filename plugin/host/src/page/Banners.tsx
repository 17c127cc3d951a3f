/** What stands in the way: the exporter is away, or does not fit the page. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Icon, useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import { versionProblem, type ExporterStatus } from '../data/useStatus';
import type { ConnectionState } from '../services/connection';

/** Pictures of what goes wrong come from the exporter: fetched while it is there. */
const PICTURES = ['exclamation-circle', 'exclamation-triangle'] as const;

interface Props {
  connection: ConnectionState;
  status: ExporterStatus | undefined;
  /** Whether something is shown that came before. */
  hasData: boolean;
  onRetry: () => void;
}

export function Banners({ connection, status, hasData, onRetry }: Props) {
  const styles = useStyles2(getStyles);
  const version = status ? versionProblem(status) : null;
  return (
    <div className={styles.corner}>
      {hasData && (
        <span hidden>
          {PICTURES.map((name) => (
            <Icon key={name} name={name} />
          ))}
        </span>
      )}
      {connection === 'offline' && (
        <Banner severity="error" title="The exporter does not answer" action="Try again" onAction={onRetry}>
          {hasData ? 'You see the last that came. ' : ''}
          The page keeps trying. Does <code>npm run exporter</code> still run?
        </Banner>
      )}
      {version && (
        <Banner severity="warning" title={version.title} action="Reload" onAction={() => window.location.reload()}>
          {version.text}
        </Banner>
      )}
    </div>
  );
}

interface BannerProps {
  severity: 'error' | 'warning';
  title: string;
  children: ReactNode;
  action: string;
  onAction: () => void;
}

export function Banner({ severity, title, children, action, onAction }: BannerProps) {
  const styles = useStyles2(getStyles);
  return (
    <Alert severity={severity} title={title} bottomSpacing={0}>
      <div className={styles.row}>
        <span>{children}</span>
        <Button size="sm" variant="secondary" onClick={onAction}>
          {action}
        </Button>
      </div>
    </Alert>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // Above the page, not in it: what the reader looks at stays where it is.
  corner: css({
    position: 'fixed',
    zIndex: theme.zIndex.portal,
    bottom: theme.spacing(2),
    left: '50%',
    transform: 'translateX(-50%)',
    display: 'grid',
    gap: theme.spacing(1),
    width: 'min(720px, calc(100vw - 16px))',
    '& > *': { background: theme.colors.background.elevated, boxShadow: theme.shadows.z3 },
  }),
  row: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    [theme.breakpoints.down('sm')]: { flexWrap: 'wrap', gap: theme.spacing(1) },
    '& button': { flex: 'none' },
  }),
});
