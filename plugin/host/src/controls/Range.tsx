/** A number between two ends, with the number beside it. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  label: string;
  value: number;
  max: number;
  step: number;
  /** The value in words, for eyes and screen readers. */
  text: string;
  onChange: (value: number) => void;
}

export function Range({ label, value, max, step, text, onChange }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <label className={styles.label}>
      <span>{label}</span>
      <input
        type="range"
        className={styles.input}
        min={0}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output className={styles.value}>{text}</output>
    </label>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const track = { height: 4, borderRadius: 2, background: theme.colors.border.medium };
  const thumb = { width: 14, height: 14, border: 0, borderRadius: '50%', background: theme.colors.primary.main };
  return {
    label: css({
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.75),
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
    }),
    input: css({
      width: 96,
      height: 16,
      margin: 0,
      appearance: 'none',
      background: 'transparent',
      cursor: 'pointer',
      '&::-webkit-slider-runnable-track': track,
      '&::-moz-range-track': track,
      '&::-webkit-slider-thumb': { ...thumb, appearance: 'none', marginTop: -5 },
      '&::-moz-range-thumb': thumb,
      '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
    }),
    // As wide as its longest text: nothing moves while it is dragged.
    value: css({ width: 30, fontVariantNumeric: 'tabular-nums' }),
  };
};
