/** Asks for a read token where the exporter wants one, and says why it does not take another. */
import { useId, useState, type FormEvent } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { FailureKind } from '../../../src/datasource/client/errors';
import type { TrainingDatasource } from '../data/datasource';
import { forgetRefusal } from '../services/connection';
import { forgetToken, rememberToken, tokenStore } from '../services/token';
import { firstValueFrom } from 'rxjs';

/** What to do about each kind of failure. */
const sentenceOf = (kind: FailureKind | undefined): string => {
  switch (kind) {
    case 'unauthenticated':
      return 'The exporter does not know this token. Check that all of it was copied.';
    case 'forbidden':
      return 'This token may not read. Use one with the scope "read".';
    case 'away':
      return 'The exporter does not answer right now. Try again in a moment.';
    default:
      return 'The exporter did not accept this token.';
  }
};

const READING = ['read', 'admin'];

/** Keeps the token if it may read; answers what is wrong with it, or null. */
const tryToken = async (datasource: TrainingDatasource, token: string): Promise<string | null> => {
  rememberToken(token);
  try {
    const { scopes } = await firstValueFrom(datasource.client.status());
    if (scopes.length === 0 || scopes.some((scope) => READING.includes(scope))) {
      forgetRefusal();
      return null;
    }
    forgetToken();
    return sentenceOf('forbidden');
  } catch (thrown) {
    forgetToken();
    return sentenceOf((thrown as { kind?: FailureKind }).kind);
  }
};

export function TokenPrompt({ datasource }: { datasource: TrainingDatasource }) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const [token, setToken] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  // A token that was kept in the tab and no longer holds is a wrong one as well.
  const [problem, setProblem] = useState(() => (tokenStore.get() === undefined ? null : sentenceOf('unauthenticated')));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsAsking(true);
    const answer = await tryToken(datasource, token);
    setIsAsking(false);
    setProblem(answer);
  };
  return (
    <section aria-labelledby={`${id}-title`} className={styles.card}>
      <h2 id={`${id}-title`} className={styles.title}>
        This exporter asks for a token
      </h2>
      <p className={styles.text}>
        Enter a token with the scope &quot;read&quot;. It stays in this tab until you close it or sign out, and never
        becomes part of an address.
      </p>
      <form onSubmit={(event) => void submit(event)} className={styles.form}>
        <label htmlFor={`${id}-token`} className={styles.label}>
          Read token
        </label>
        <div className={styles.row}>
          <input
            id={`${id}-token`}
            type="password"
            autoComplete="off"
            spellCheck={false}
            autoFocus
            required
            className={styles.input}
            value={token}
            onChange={(event) => setToken(event.target.value)}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-problem`}
          />
          <Button type="submit" disabled={isAsking || token.trim() === ''}>
            Show sessions
          </Button>
        </div>
        <p id={`${id}-problem`} role="alert" className={styles.problem}>
          {problem}
        </p>
      </form>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    width: '100%',
    maxWidth: 520,
    margin: '10vh auto 0',
    padding: theme.spacing(3),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  title: css({ margin: 0, ...theme.typography.h4 }),
  text: css({ margin: theme.spacing(1, 0, 2), color: theme.colors.text.secondary }),
  form: css({ margin: 0 }),
  label: css({ display: 'block', marginBottom: theme.spacing(0.5), fontWeight: theme.typography.fontWeightMedium }),
  row: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  input: css({
    flex: '1 1 220px',
    minWidth: 0,
    height: theme.spacing(theme.components.height.md),
    padding: theme.spacing(0, 1),
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    background: theme.components.input.background,
    color: theme.components.input.text,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
    '&[aria-invalid=true]': { borderColor: theme.colors.error.border },
  }),
  // Room for two lines, so that a problem moves nothing.
  problem: css({ minHeight: 44, margin: theme.spacing(1, 0, 0), color: theme.colors.error.text }),
});
