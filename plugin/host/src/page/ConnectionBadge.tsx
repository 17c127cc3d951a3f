/** Whether what is seen is live: a word and a dot. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { ConnectionState } from '../services/connection';

const LOOKS: Record<ConnectionState, { text: string; meaning: string; color: (theme: GrafanaTheme2) => string }> = {
  connecting: {
    text: 'Connecting',
    meaning: 'Waiting for the first answer of the exporter',
    color: (theme) => theme.colors.text.secondary,
  },
  live: {
    text: 'Live',
    meaning: 'New values appear as they arrive at the exporter',
    color: (theme) => theme.colors.success.text,
  },
  reconnecting: {
    text: 'Reconnecting',
    meaning: 'The live stream broke; it is being opened again',
    color: (theme) => theme.colors.warning.text,
  },
  offline: {
    text: 'Offline',
    meaning: 'The exporter does not answer; what is shown is the last that came',
    color: (theme) => theme.colors.error.text,
  },
};

export function ConnectionBadge({ state }: { state: ConnectionState }) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const look = LOOKS[state];
  return (
    <span role="status" aria-label="Connection" title={look.meaning} className={styles.badge}>
      <span className={styles.dot} style={{ background: look.color(theme) }} aria-hidden="true" />
      {look.text}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  badge: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    // As wide as its longest word: its neighbours stay where they are.
    minWidth: 100,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  dot: css({ width: 8, height: 8, borderRadius: '50%', flex: 'none' }),
});
