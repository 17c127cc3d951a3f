/** Which metrics are drawn: a small list of check boxes behind a button. */
import { useEffect, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { Check } from './Check';

interface Props {
  known: readonly string[];
  chosen: readonly string[];
  onChange: (metrics: string[]) => void;
}

export function MetricPicker({ known, chosen, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const box = useRef<HTMLDetailsElement>(null);
  useClosing(box);
  const shown = known.filter((metric) => chosen.includes(metric)).length;
  const toggle = (metric: string, wanted: boolean) =>
    onChange(wanted ? [...chosen, metric] : chosen.filter((other) => other !== metric));
  return (
    <details ref={box} className={styles.box}>
      <summary className={styles.button}>
        Metrics ({shown} of {known.length}) <Icon name="angle-down" size="sm" />
      </summary>
      <fieldset className={styles.list}>
        <legend className={styles.legend}>Metrics that are drawn</legend>
        {known.map((metric) => (
          <Check
            key={metric}
            label={metric}
            checked={chosen.includes(metric)}
            onChange={(wanted) => toggle(metric, wanted)}
          />
        ))}
      </fieldset>
    </details>
  );
}

/** Closes the list on Escape and on a click elsewhere, as people expect of a menu. */
const useClosing = (box: React.RefObject<HTMLDetailsElement>): void => {
  useEffect(() => {
    const close = (event: Event) => {
      const element = box.current;
      if (!element?.open) {
        return;
      }
      if (event instanceof KeyboardEvent) {
        if (event.key === 'Escape') {
          element.open = false;
          element.querySelector('summary')?.focus();
        }
      } else if (!element.contains(event.target as Node)) {
        element.open = false;
      }
    };
    document.addEventListener('keydown', close);
    document.addEventListener('pointerdown', close);
    return () => {
      document.removeEventListener('keydown', close);
      document.removeEventListener('pointerdown', close);
    };
  }, [box]);
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ position: 'relative' }),
  button: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    height: theme.spacing(theme.components.height.sm),
    padding: theme.spacing(0, 1),
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    background: theme.components.input.background,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    cursor: 'pointer',
    listStyle: 'none',
    whiteSpace: 'nowrap',
    '&::-webkit-details-marker': { display: 'none' },
    '&:hover': { color: theme.colors.text.primary, borderColor: theme.components.input.borderHover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  list: css({
    position: 'absolute',
    zIndex: theme.zIndex.dropdown,
    top: '100%',
    left: 0,
    display: 'flex',
    flexDirection: 'column',
    minWidth: 200,
    maxWidth: 'calc(100vw - 48px)',
    maxHeight: 320,
    overflow: 'auto',
    margin: theme.spacing(0.5, 0, 0),
    padding: theme.spacing(1, 1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.elevated,
    boxShadow: theme.shadows.z3,
  }),
  legend: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
