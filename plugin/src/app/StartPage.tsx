/** The first page that a Grafana user sees of the app: what it is, and the lines that bring the first session. */
import { css } from '@emotion/css';
import type { AppRootProps, GrafanaTheme2 } from '@grafana/data';
import { config, PluginPage } from '@grafana/runtime';
import { Alert, LinkButton, RadioButtonGroup, Stack, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { DEFAULT_ADDRESS } from '../datasource/address';
import { CopyBlock } from './CopyBlock';
import { APP_ID, DATASOURCE_TYPE, hasDashboard, type AppSettings } from './settings';
import { curlSnippets, pythonSnippets } from './snippets';

const LANGUAGES = [
  { value: 'python', label: 'Python' },
  { value: 'curl', label: 'curl' },
] as const;

/** Of the provisioned dashboard (provisioning-generator/src/parts/ids.ts): uids never change. */
const OVERVIEW_UID = 'shadower-training-overview';

/** Whether the overview can be opened; not until Grafana has said so. */
function useOverview(): boolean {
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    let isShown = true;
    hasDashboard(OVERVIEW_UID).then(
      (found) => isShown && setThere(found),
      // Without an answer there is nothing to link to; the page does without.
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, []);
  return isThere;
}

/** Grafana may be served under a path. */
const inGrafana = (path: string) => `${config.appSubUrl ?? ''}${path}`;

export function StartPage({ meta }: Pick<AppRootProps<AppSettings>, 'meta'>) {
  const styles = useStyles2(stylesOf);
  const hasOverview = useOverview();
  const [language, setLanguage] = useState<'python' | 'curl'>('python');
  const { url, trainingUrl } = meta.jsonData ?? {};
  const address = (trainingUrl || url || DEFAULT_ADDRESS).replace(/\/+$/, '');
  const snippets = language === 'python' ? pythonSnippets(address) : curlSnippets(address);
  return (
    <PluginPage subTitle="What your training runs are doing, which to stop, and what to try next.">
      <div className={styles.page}>
        {!url && (
          <Alert severity="info" title="No exporter is configured yet">
            <p>
              Start one with <code>npm start</code>, then enter its address. The lines below assume {DEFAULT_ADDRESS}.
            </p>
            <LinkButton size="sm" href={inGrafana(`/plugins/${APP_ID}`)}>
              Enter the address
            </LinkButton>
          </Alert>
        )}
        <p>
          Training code sends what it logs anyway to the <strong>exporter</strong>. The exporter keeps every value,
          works out overfitting, convergence, stability and cost, and answers the <strong>data source</strong> of this
          app. The panels follow running sessions live.
        </p>
        <h2 className={styles.heading}>Send your first session</h2>
        <RadioButtonGroup options={[...LANGUAGES]} value={language} onChange={setLanguage} aria-label="Language" />
        <div className={styles.snippets}>
          {snippets.map((snippet) => (
            <CopyBlock key={snippet.title} {...snippet} />
          ))}
        </div>
        <h2 className={styles.heading}>Look at it</h2>
        <Stack direction="row" gap={1} wrap="wrap">
          {hasOverview && (
            <LinkButton href={inGrafana(`/d/${OVERVIEW_UID}`)} icon="apps">
              Training overview
            </LinkButton>
          )}
          <LinkButton href={inGrafana('/explore')} variant="secondary" icon="compass">
            Explore sessions
          </LinkButton>
          <LinkButton href={inGrafana('/dashboard/new')} variant="secondary" icon="plus">
            New dashboard
          </LinkButton>
          <LinkButton
            href={inGrafana(`/connections/datasources/${DATASOURCE_TYPE}`)}
            variant="secondary"
            icon="database"
          >
            Data source
          </LinkButton>
          <LinkButton href={address} target="_blank" rel="noreferrer" variant="secondary" icon="external-link-alt">
            The exporter&apos;s own page
          </LinkButton>
        </Stack>
      </div>
    </PluginPage>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({ maxWidth: theme.spacing(112) }),
  heading: css({ fontSize: theme.typography.h4.fontSize, marginTop: theme.spacing(3) }),
  snippets: css({ marginTop: theme.spacing(2) }),
});
