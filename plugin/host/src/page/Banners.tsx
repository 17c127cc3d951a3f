/** What stands in the way, above everything else: the exporter is away, or does not fit the page. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import { versionProblem, type ExporterStatus } from '../data/useStatus';
import type { ConnectionState } from '../services/connection';

interface Props {
  connection: ConnectionState;
  status: ExporterStatus | undefined;
  /** Whether something is shown that came before. */
  hasData: boolean;
  onRetry: () => void;
}

export function Banners({ connection, status, hasData, onRetry }: Props) {
  const version = status ? versionProblem(status) : null;
  return (
    <>
      {connection === 'offline' && (
        <Banner severity="error" title="The exporter does not answer" action="Try again" onAction={onRetry}>
          {hasData ? 'What you see is the last that came. ' : ''}
          The page goes on trying by itself. Check that it runs: <code>npm run exporter</code>
        </Banner>
      )}
      {version && (
        <Banner severity="warning" title={version.title} action="Reload" onAction={() => window.location.reload()}>
          {version.text}
        </Banner>
      )}
    </>
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
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1, 2),
  }),
});
