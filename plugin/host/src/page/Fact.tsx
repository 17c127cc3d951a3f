/** A word and its value, one above the other; some explain themselves on hover and focus. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Tooltip, useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';

interface Props {
  label: string;
  children: ReactNode;
  /** Lines of the explanation. */
  explanation?: readonly string[];
  /** Known later than the others: its room is kept, and what does not fit is cut. */
  late?: boolean;
}

export function Fact({ label, children, explanation, late = false }: Props) {
  const styles = useStyles2(getStyles);
  const value = explanation ? (
    <Tooltip
      placement="bottom"
      content={
        <>
          {explanation.map((line) => (
            <div key={line}>{line}</div>
          ))}
        </>
      }
    >
      <button type="button" className={styles.explained}>
        {children}
      </button>
    </Tooltip>
  ) : (
    children
  );
  return (
    <div className={late ? styles.late : styles.fact}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{value}</dd>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fact: css({ minWidth: 0 }),
  late: css({
    width: 156,
    minWidth: 0,
    whiteSpace: 'nowrap',
    '& dd, & button': { maxWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis' },
    [theme.breakpoints.down('sm')]: { width: 'auto' },
  }),
  label: css({
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
    whiteSpace: 'nowrap',
  }),
  value: css({
    margin: 0,
    minHeight: 22,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  }),
  explained: css({
    padding: 0,
    border: 0,
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    cursor: 'help',
    textDecoration: `underline dotted ${theme.colors.text.disabled}`,
    textUnderlineOffset: 4,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
});
