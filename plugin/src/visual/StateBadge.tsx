/** The state of a session: shape, word and colour. The word keeps the text colour, so that it is legible on any ground. */
import { css } from '@emotion/css';
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { stateLook, toneColor } from './sessionState';

interface Props {
  state: string;
  /** Another word for the state, from a value mapping. */
  label?: string;
  /** Another colour for the state, from a value mapping. */
  color?: string | null;
  /** Only the shape, where the word has no room; the word stays for screen readers. */
  iconOnly?: boolean;
}

export function StateBadge({ state, label, color, iconOnly = false }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const look = stateLook(state);
  const tone = color ?? toneColor(look.tone, theme);
  const ground = colorManipulator.alpha(tone, theme.isDark ? 0.18 : 0.12);
  return (
    <span className={iconOnly ? styles.icon : styles.badge} style={{ background: ground }}>
      <svg
        viewBox="0 0 16 16"
        width="12"
        height="12"
        aria-hidden="true"
        className={styles.shape}
        style={{ stroke: tone }}
      >
        <path d={look.path} />
      </svg>
      <span className={iconOnly ? styles.hidden : undefined}>{label ?? look.label}</span>
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
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  } as const;
  return {
    badge: css({ ...badge, padding: theme.spacing(0, 1, 0, 0.75) }),
    icon: css({ ...badge, width: 20, justifyContent: 'center', flex: 'none', position: 'relative' }),
    shape: css({ flex: 'none', fill: 'none', strokeWidth: 2, strokeLinecap: 'round', strokeLinejoin: 'round' }),
    hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  };
};
