/** Lines to paste, with a button that copies them. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';

export function CodeBlock({ code, label }: { code: string; label: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.block}>
      {/* Focusable, so that long lines can be scrolled with the keyboard. */}
      <pre className={styles.code} tabIndex={0} aria-label={label}>
        <code>{code}</code>
      </pre>
      <ClipboardButton
        className={styles.copy}
        icon="copy"
        size="sm"
        variant="secondary"
        fill="outline"
        getText={() => code}
        aria-label={`Copy: ${label}`}
      >
        Copy
      </ClipboardButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  block: css({ position: 'relative' }),
  code: css({
    margin: 0,
    padding: theme.spacing(1.5, 2),
    overflow: 'auto',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.canvas,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1.6,
    whiteSpace: 'pre',
    '& code': {
      margin: 0,
      padding: 0,
      border: 0,
      background: 'none',
      color: theme.colors.text.primary,
      fontSize: 'inherit',
      whiteSpace: 'pre',
    },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  copy: css({ position: 'absolute', top: 8, right: 8, background: theme.colors.background.primary }),
});
