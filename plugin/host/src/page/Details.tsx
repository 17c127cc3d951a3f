/** The chosen session in a strip between the list and its curves. */
import { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import { StateBadge } from '../../../src/visual/StateBadge';
import type { TrainingDatasource } from '../data/datasource';
import { detailsTargets } from '../data/queries';
import { configurationValue, nameOf, sessionRows, type SessionRow } from '../data/rows';
import { usePanelData, type PanelQueries } from '../panel/usePanelData';
import { shareableAddress } from '../state/address';
import { pageBase } from '../state/page';
import { Attention } from './Attention';
import { ErrorDetails } from './ErrorDetails';
import { Fact } from './Fact';
import { factsOf } from './facts';
import { SCORES, scoreLines, scoreText } from './scoreText';

interface Props {
  datasource: TrainingDatasource;
  sessionId: string;
  workspace: string | undefined;
  timeRange: PanelQueries['timeRange'];
  /** The session as the list knows it; missing where it stands beyond the list. */
  listed: SessionRow | undefined;
}

/** Where it ran, as far as its client could see. */
const ENVIRONMENT = [
  ['Commit', 'git_commit'],
  ['Host', 'host'],
  ['GPU', 'gpu_name'],
] as const;

/** A commit is known by its first letters; changes that were not committed belong to it. */
const environmentText = (key: string, value: string, isDirty: boolean) =>
  key === 'git_commit' ? `${value.slice(0, 10)}${isDirty ? ' + changes' : ''}` : value;

export function Details({ datasource, sessionId, workspace, timeRange, listed }: Props) {
  const styles = useStyles2(getStyles);
  const queries = useMemo(
    () => ({ datasource, targets: detailsTargets(sessionId, workspace), timeRange }),
    [datasource, sessionId, workspace, timeRange],
  );
  const { series } = usePanelData(queries);
  const row = listed ?? sessionRows(series).find((candidate) => candidate.sessionId === sessionId);
  const isDirty = configurationValue(series, 'environment', 'dirty') === 'true';
  return (
    <section aria-label="Session details" className={styles.strip}>
      <div className={styles.head}>
        {row && <StateBadge state={row.state} />}
        <h2 className={styles.name} title={sessionId}>
          {row ? nameOf(row) : sessionId}
        </h2>
        {row?.agentId && <span className={styles.agent}>{row.agentId}</span>}
        {row && <Attention level={row.attention} reason={row.attentionReason} />}
        <ClipboardButton
          className={styles.copy}
          icon="link"
          size="sm"
          variant="secondary"
          fill="text"
          getText={() => shareableAddress(pageBase(), { sessions: [sessionId], workspace })}
        >
          Copy link
        </ClipboardButton>
      </div>
      <dl className={styles.facts}>
        {row &&
          factsOf(row).map(({ label, text, explanation }) => (
            <Fact key={label} label={label} explanation={explanation}>
              {text}
            </Fact>
          ))}
        {row?.scores.map((score) => (
          <Fact key={score.name} label={SCORES[score.name].label} explanation={scoreLines(score)}>
            {scoreText(score)}
          </Fact>
        ))}
        {ENVIRONMENT.map(([label, key]) => {
          const value = configurationValue(series, 'environment', key);
          return (
            value !== null && (
              <Fact key={key} label={label}>
                {environmentText(key, value, isDirty)}
              </Fact>
            )
          );
        })}
      </dl>
      {row?.errorDetails && <ErrorDetails text={row.errorDetails} />}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  strip: css({
    // Two lines on a wide screen, filled or not: what comes later moves nothing below.
    minHeight: 96,
    padding: theme.spacing(1, 1.5, 1.25),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5, 1), minHeight: 28 }),
  name: css({
    margin: 0,
    minWidth: 0,
    overflowWrap: 'anywhere',
    ...theme.typography.body,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  agent: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  copy: css({ marginLeft: 'auto' }),
  facts: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.75, 3),
    margin: theme.spacing(0.75, 0, 0),
    [theme.breakpoints.down('sm')]: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fill, minmax(130px, 1fr))',
    },
  }),
});
