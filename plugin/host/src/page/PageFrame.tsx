/** Header above, the rest in one column below. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';

export function PageFrame({ header, children }: { header: ReactNode; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {header}
      <main className={styles.main}>{children}</main>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  main: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: theme.spacing(1),
    maxWidth: 2000,
    margin: '0 auto',
    padding: theme.spacing(2),
    [theme.breakpoints.down('sm')]: { padding: theme.spacing(1) },
  }),
});
