/** The chosen session in a strip between the list and its curves. */
import { useMemo } from 'react';
import { css } from '@emotion/css';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { Button, ClipboardButton, useStyles2 } from '@grafana/ui';
import { StateBadge } from '../../../src/visual/StateBadge';
import type { TrainingDatasource } from '../data/datasource';
import { configurationTarget, sessionTarget } from '../data/queries';
import { configurationFrame, configurationValue, nameOf, sessionRows, type SessionRow } from '../data/rows';
import { usePanelData, type PanelQueries } from '../panel/usePanelData';
import { shareableAddress } from '../state/address';
import { changePage, pageBase } from '../state/page';
import { Attention } from './Attention';
import { Description, EditDescription } from './Description';
import { ErrorDetails } from './ErrorDetails';
import { Fact } from './Fact';
import { factsOf } from './facts';
import { SCORES, scoreLines, scoreText } from './scoreText';

interface Props {
  datasource: TrainingDatasource;
  /** The session that the strip is about. */
  sessionId: string;
  /** All sessions on the screen: the link leads to what the reader sees. */
  shown: readonly string[];
  workspace: string | undefined;
  timeRange: PanelQueries['timeRange'];
  /** The session as the list knows it; missing where it stands beyond the list. */
  listed: SessionRow | undefined;
}

/** A commit is known by its first letters; changes that were not committed belong to it. */
const commitText = (frame: DataFrame | undefined): string | null => {
  const commit = configurationValue(frame, 'environment', 'git_commit');
  const isDirty = configurationValue(frame, 'environment', 'dirty') === 'true';
  return commit === null ? null : `${commit.slice(0, 10)}${isDirty ? ' + changes' : ''}`;
};

/** What else is known of the machine, a line each. */
const machineLines = (frame: DataFrame | undefined): string[] =>
  [
    ['GPU', 'gpu_name'],
    ['GPUs', 'gpu_count'],
    ['Python', 'versions.python'],
    ['Command', 'command'],
  ].flatMap(([label, key]) => {
    const value = configurationValue(frame, 'environment', key ?? '');
    return value === null ? [] : [`${label}: ${value}`];
  });

export function Details({ datasource, sessionId, shown, workspace, timeRange, listed }: Props) {
  const styles = useStyles2(getStyles);
  const isListed = listed !== undefined;
  const own = usePanelData(
    useMemo(
      () => ({ datasource, timeRange, targets: isListed ? [] : [sessionTarget(sessionId, workspace)] }),
      [datasource, sessionId, workspace, timeRange, isListed],
    ),
  );
  const row = listed ?? sessionRows(own.series).find((candidate) => candidate.sessionId === sessionId);
  const isKnown = row !== undefined;
  const { series } = usePanelData(
    useMemo(
      () => ({ datasource, timeRange, targets: isKnown ? [configurationTarget(sessionId, workspace)] : [] }),
      [datasource, sessionId, workspace, timeRange, isKnown],
    ),
  );
  const configuration = configurationFrame(series, sessionId);
  const machine = machineLines(configuration);
  const late = [
    { label: 'Commit', text: commitText(configuration) },
    {
      label: 'Host',
      text: configurationValue(configuration, 'environment', 'host'),
      explanation: machine.length > 0 ? machine : undefined,
    },
  ];
  const isMissing = !isKnown && own.series.some(({ refId, length }) => refId === 'session' && length === 0);
  return (
    <section aria-label="Session details" className={styles.strip}>
      <div className={styles.head}>
        {row && <StateBadge state={row.state} />}
        <h2 className={styles.name} title={sessionId}>
          {row ? nameOf(row) : sessionId}
        </h2>
        {row?.agentId && <span className={styles.agent}>{row.agentId}</span>}
        {row && <Attention level={row.attention} reason={row.attentionReason} />}
        <span className={styles.gap} />
        {row && (
          <EditDescription datasource={datasource} session={sessionId} workspace={workspace} name={nameOf(row)} />
        )}
        {!isMissing && (
          <ClipboardButton
            icon="link"
            size="sm"
            variant="secondary"
            fill="text"
            getText={() => shareableAddress(pageBase(), { sessions: shown, workspace })}
          >
            Copy link
          </ClipboardButton>
        )}
      </div>
      {isMissing && (
        <p role="status" className={styles.missing}>
          This exporter has no session with this id{workspace === undefined ? '' : ` in the workspace ${workspace}`}.{' '}
          <Button size="sm" variant="secondary" onClick={() => changePage({ sessions: [] })}>
            Show the newest session
          </Button>
        </p>
      )}
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
        {late.map(
          ({ label, text, explanation }) =>
            // Their room is kept until it is known whether there is anything: they come a moment later than the rest.
            row &&
            (configuration === undefined || text !== null) && (
              <Fact key={label} label={label} late explanation={explanation}>
                {text}
              </Fact>
            ),
        )}
      </dl>
      {row && <Description row={row} />}
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
  missing: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.text.secondary }),
  gap: css({ marginLeft: 'auto' }),
  facts: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.75, 3),
    margin: theme.spacing(0.75, 0, 0),
    // Where they need two lines, values that grow must not make it a matter of luck.
    [theme.breakpoints.down('xl')]: { minHeight: 94, alignContent: 'start' },
    [theme.breakpoints.down('sm')]: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fill, minmax(108px, 1fr))',
      gap: theme.spacing(0.75, 1),
      // The best value and its step.
      '& > :first-of-type': { gridColumn: 'span 2' },
    },
  }),
});
