/** Lines of code with a button that copies them. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import type { Snippet } from './snippets';

export function CopyBlock({ title, text }: Snippet) {
  const styles = useStyles2(stylesOf);
  return (
    <figure className={styles.block}>
      <figcaption className={styles.caption}>
        <span>{title}</span>
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => text} aria-label={`Copy: ${title}`}>
          Copy
        </ClipboardButton>
      </figcaption>
      {/* Focusable, because a line that is too long is scrolled with the keyboard. */}
      <pre className={styles.code} tabIndex={0}>
        {text}
      </pre>
    </figure>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  block: css({ margin: theme.spacing(0, 0, 2) }),
  caption: css({
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(0.5),
    color: theme.colors.text.secondary,
  }),
  code: css({
    margin: 0,
    padding: theme.spacing(1.5),
    overflowX: 'auto',
    whiteSpace: 'pre',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
