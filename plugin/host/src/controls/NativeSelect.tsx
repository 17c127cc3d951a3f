/** A select of the browser in Grafana's clothes: small, and at home on phones and with screen readers. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Option } from '../data/useOptions';

interface Props {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}

export function NativeSelect({ label, value, options, onChange }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <label className={styles.label}>
      <span className={styles.text}>{label}</span>
      <select className={styles.select} title={label} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  label: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minWidth: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  // Without room the select explains itself by its title and, to screen readers, by this label.
  text: css({
    [theme.breakpoints.down('sm')]: {
      position: 'absolute',
      width: 1,
      height: 1,
      overflow: 'hidden',
      clipPath: 'inset(50%)',
    },
  }),
  select: css({
    fontSize: 'inherit',
    height: theme.spacing(theme.components.height.sm),
    width: 160,
    minWidth: 0,
    [theme.breakpoints.down('sm')]: { width: 104 },
    padding: theme.spacing(0, 0.5),
    color: theme.components.input.text,
    background: theme.components.input.background,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    '&:hover': { borderColor: theme.components.input.borderHover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
});
