/** Why somebody should look at a session; nothing where nobody needs to. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { attentionLevel, toneColor } from '../../../src/visual/sessionState';

export function Attention({ level, reason }: { level: string | null; reason: string | null }) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const known = attentionLevel(level);
  if (known === 'none' || reason === null) {
    return null;
  }
  return (
    <span className={styles.line} style={{ color: toneColor(known, theme) }}>
      <Icon name={known === 'info' ? 'info-circle' : 'exclamation-triangle'} size="sm" />
      {reason}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
