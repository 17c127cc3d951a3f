/** Dark or light; the picture is where the switch leads, as in Grafana's own menus. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useThemeSwitch } from '../theme/ThemeRoot';

const SUN =
  'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1';
const MOON = 'M13.6 9.6A6 6 0 0 1 6.4 2.4a6 6 0 1 0 7.2 7.2z';

export function ThemeToggle() {
  const styles = useStyles2(getStyles);
  const { mode, toggle } = useThemeSwitch();
  const label = mode === 'dark' ? 'Use the light theme' : 'Use the dark theme';
  return (
    <button type="button" className={styles.button} aria-label={label} title={label} onClick={toggle}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className={styles.picture}>
        <path d={mode === 'dark' ? SUN : MOON} />
      </svg>
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  button: css({
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: 32,
    height: 32,
    padding: 0,
    border: 0,
    borderRadius: theme.shape.radius.default,
    background: 'none',
    color: theme.colors.text.secondary,
    cursor: 'pointer',
    '&:hover': { color: theme.colors.text.primary, background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  picture: css({
    fill: 'none',
    stroke: 'currentColor',
    strokeWidth: 1.5,
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
  }),
});
