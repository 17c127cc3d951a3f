/** One of a few, as a row of joined buttons: radio buttons by nature, so arrow keys move. */
import { useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props<Value extends string> {
  label: string;
  value: Value;
  options: ReadonlyArray<{ value: Value; label: string }>;
  onChange: (value: Value) => void;
}

export function Choice<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  const styles = useStyles2(getStyles);
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={styles.row}>
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            type="radio"
            name={name}
            className={styles.input}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span className={styles.text}>{option.label}</span>
        </label>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'inline-flex',
    height: theme.spacing(theme.components.height.sm),
    padding: 1,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    background: theme.components.input.background,
  }),
  option: css({ position: 'relative', display: 'flex', cursor: 'pointer' }),
  input: css({
    position: 'absolute',
    inset: 0,
    margin: 0,
    opacity: 0,
    // The label takes the click.
    pointerEvents: 'none',
    '&:checked + span': { color: theme.colors.text.primary, background: theme.colors.action.selected },
    '&:focus-visible + span': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  text: css({
    display: 'flex',
    alignItems: 'center',
    padding: theme.spacing(0, 1),
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    '&:hover': { color: theme.colors.text.primary },
  }),
});
