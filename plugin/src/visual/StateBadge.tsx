/** The state of a session: shape, word and colour. */
import { css } from '@emotion/css';
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { stateLook, toneColor } from './sessionState';

interface Props {
  state: string;
  /** Only the shape, where the word has no room; the word stays for screen readers. */
  iconOnly?: boolean;
}

export function StateBadge({ state, iconOnly = false }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const look = stateLook(state);
  const color = toneColor(look.tone, theme);
  const ground = colorManipulator.alpha(color, theme.isDark ? 0.14 : 0.1);
  return (
    <span className={iconOnly ? styles.icon : styles.badge} style={{ color, background: ground }}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" className={styles.shape}>
        <path d={look.path} />
      </svg>
      <span className={iconOnly ? styles.hidden : undefined}>{look.label}</span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const badge = {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    height: 20,
    borderRadius: theme.shape.radius.pill,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    whiteSpace: 'nowrap',
  } as const;
  return {
    badge: css({ ...badge, padding: theme.spacing(0, 1, 0, 0.75) }),
    icon: css({ ...badge, width: 20, justifyContent: 'center', flex: 'none' }),
    shape: css({
      flex: 'none',
      fill: 'none',
      stroke: 'currentColor',
      strokeWidth: 1.8,
      strokeLinecap: 'round',
      strokeLinejoin: 'round',
    }),
    hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  };
};
