/** How a session failed: the last line at once, the rest of the traceback on demand. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** Enough to find the place; the whole text is in the data. */
const MOST_LINES = 40;

/** The last line that says something: in a traceback, the error itself. */
export const lastLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1) ?? '';

export const tailOf = (text: string, most = MOST_LINES): string => {
  const lines = text.trimEnd().split('\n');
  return lines.length > most ? ['…', ...lines.slice(-most)].join('\n') : lines.join('\n');
};

export function ErrorDetails({ text }: { text: string }) {
  const styles = useStyles2(getStyles);
  return (
    <details className={styles.box}>
      <summary className={styles.summary}>
        <span className={styles.error}>{lastLine(text)}</span>
      </summary>
      <pre className={styles.text} tabIndex={0} aria-label="Traceback">
        {tailOf(text)}
      </pre>
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ marginTop: theme.spacing(1) }),
  summary: css({
    cursor: 'pointer',
    color: theme.colors.error.text,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
  error: css({
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  text: css({
    maxHeight: 240,
    overflow: 'auto',
    margin: theme.spacing(1, 0, 0),
    padding: theme.spacing(1, 1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.canvas,
    color: theme.colors.text.primary,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1.5,
  }),
});
