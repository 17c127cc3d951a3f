/** One cell of a row, by column. */
import type { ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { HoverTip } from '../../visual/HoverTip';
import { StateBadge } from '../../visual/StateBadge';
import { stateLook, toneColor } from '../../visual/sessionState';
import type { Column } from './columns';
import type { Density } from './options';
import type { Cell, SessionRow } from './row';
import { SCORE_TEXTS } from './scores';
import { ScoreTooltip } from './ScoreTooltip';
import { Ago, RunningFor } from './LiveCells';
import { SessionName } from './SessionName';
import { SparklineView } from './SparklineView';
import type { RowStyles } from './styles';
import { TagsCell } from './TagsCell';
import { durationText } from '../../visual/durationText';

export interface CellContext {
  styles: RowStyles;
  theme: GrafanaTheme2;
  density: Density;
  active: boolean;
}

/** Pixels of the name column from which a low row has room for the agent too. */
const AGENT_FROM = 260;
/** Worse than its best by more than this is worth a colour: where overfitting begins to score .5. */
const FAR_FROM_BEST = 0.05;
const CONCERNING_SCORE = 0.5;
const CELL_PADDING = 16;
/** Pixels of the progress column from which epoch and step fit, and below which only the share does. */
const FULL_FROM = 204;
const SHARE_BELOW = 116;

export function cellContent(row: SessionRow, column: Column, context: CellContext): ReactNode {
  const { styles, theme, density, active } = context;
  switch (column.id) {
    case 'state': {
      const iconOnly = column.width < 60;
      const tip = [iconOnly ? row.stateLabel : '', row.attentionReason ?? stateLook(row.state).meaning].filter(Boolean);
      return (
        <HoverTip content={tip.join(': ')} className={styles.badge}>
          <StateBadge state={row.state} label={row.stateLabel} color={row.stateColor} iconOnly={iconOnly} />
        </HoverTip>
      );
    }
    case 'name':
      return (
        <SessionName
          row={row}
          styles={styles}
          compact={density === 'compact'}
          wide={column.width >= AGENT_FROM}
          active={active}
        />
      );
    case 'objective':
      return <ObjectiveCell row={row} context={context} />;
    case 'distance':
      return <DistanceCell row={row} styles={styles} />;
    case 'progress':
      return <ProgressCell row={row} width={column.width} context={context} />;
    case 'sparkline':
      return row.spark.length === 0 ? null : (
        <SparklineView
          values={row.spark}
          width={column.width - CELL_PADDING}
          height={density === 'compact' ? 22 : 28}
        />
      );
    case 'sinceBest':
    case 'timeLeft':
    case 'cost':
      return <PlainCell cell={row[column.id]} styles={styles} />;
    case 'duration':
      return <DurationCell row={row} styles={styles} />;
    case 'lastNews':
      return row.lastNewsAt === null ? dash(styles) : <Ago at={row.lastNewsAt} />;
    case 'tags':
      return <TagsCell row={row} styles={styles} />;
    default: {
      if (isExtra(column.id)) {
        return <PlainCell cell={row.extra[column.id.slice(EXTRA.length)]} styles={styles} />;
      }
      const score = row.scores[column.id];
      const concerning = !SCORE_TEXTS[column.id].highIsGood && (score?.value ?? 0) >= CONCERNING_SCORE;
      const color = score?.color ?? (concerning ? theme.colors.warning.text : undefined);
      return (
        <HoverTip content={<ScoreTooltip name={column.id} score={score} />}>
          <span style={{ color }}>{score?.text ? `${score.lowConfidence ? '~' : ''}${score.text}` : dash(styles)}</span>
        </HoverTip>
      );
    }
  }
}

const EXTRA = 'field:';
const isExtra = (id: Column['id']): id is `field:${string}` => id.startsWith(EXTRA);

function PlainCell({ cell, styles }: { cell: Cell | undefined; styles: RowStyles }) {
  return (
    <span style={{ color: cell?.color ?? undefined }} title={cell?.text}>
      {cell?.text || dash(styles)}
    </span>
  );
}

/** Counts on while the session goes on; where the frame has no times, what it says itself. */
function DurationCell({ row, styles }: { row: SessionRow; styles: RowStyles }) {
  const { startedAt, endedAt, duration } = row;
  if (startedAt === null || duration.color !== null) {
    return <PlainCell cell={duration} styles={styles} />;
  }
  return endedAt === null ? <RunningFor since={startedAt} /> : <>{durationText((endedAt - startedAt) / 1_000)}</>;
}

const dash = (styles: RowStyles) => <span className={styles.faint}>–</span>;

/** The newest value; below it, which metric that is. */
function ObjectiveCell({ row, context }: { row: SessionRow; context: CellContext }) {
  const { styles, density } = context;
  const { objective, best, bestStep, objectiveMetric, maximize } = row;
  const goal = `${objectiveMetric ?? 'objective'} ${maximize ? '↑ more is better' : '↓ less is better'}`;
  // Without a value of the objective, what is called best is of another metric.
  const hasBest = objective.text !== '' && best.text !== '';
  const tip = [goal, hasBest && `best ${best.text}${bestStep.text && ` at step ${bestStep.text}`}`].filter(Boolean);
  return (
    <HoverTip content={tip.join(', ')} className={styles.stackEnd}>
      <span style={{ color: objective.color ?? undefined, lineHeight: '18px' }}>{objective.text || dash(styles)}</span>
      {density === 'comfortable' && objectiveMetric && (
        <span className={styles.faint}>
          {maximize ? '↑' : '↓'} {shortMetric(objectiveMetric)}
        </span>
      )}
    </HoverTip>
  );
}

/** validation_loss -> val loss: the column is narrow and the tooltip has it in full. */
function shortMetric(name: string): string {
  return name
    .replace(/^validation_/, 'val ')
    .replace(/^training_/, 'train ')
    .replaceAll('_', ' ');
}

function DistanceCell({ row: { distance }, styles }: { row: SessionRow; styles: RowStyles }) {
  const { value, text } = distance;
  if (value === null) {
    return dash(styles);
  }
  const look = value === 0 ? styles.good : value > FAR_FROM_BEST ? styles.warning : undefined;
  return (
    <span className={look} style={{ display: 'inline', fontSize: 'inherit' }}>
      {text}
    </span>
  );
}

/** A bar where the end is known, and the counts themselves. */
function ProgressCell({ row, width, context }: { row: SessionRow; width: number; context: CellContext }) {
  const { styles, theme, density } = context;
  const { progress, epochs, steps, state } = row;
  const stepWords = steps && (row.hasTotalSteps ? `step ${steps}` : steps === '1' ? '1 step' : `${steps} steps`);
  const epochWords = epochs && `epoch ${epochs}`;
  const words = [epochWords, stepWords].filter(Boolean).join(' · ');
  // Of steps without a total the bar says nothing: then it is about epochs, if about anything.
  const short = row.hasTotalSteps ? steps : progress === null ? (stepWords ?? epochWords) : epochWords;
  const share = progress === null ? null : `${Math.floor(progress * 100)}%`;
  const { tone } = stateLook(state);
  const color = state === 'running' || tone === 'critical' ? toneColor(tone, theme) : theme.colors.text.disabled;
  const bar = progress !== null && (
    <span className={density === 'compact' ? styles.trackInLine : styles.track}>
      <span className={styles.bar} style={{ display: 'block', width: `${progress * 100}%`, background: color }} />
    </span>
  );
  if (density === 'compact') {
    return (
      <span className={styles.progressLine} title={words}>
        {bar}
        <span className={styles.faint} style={{ minWidth: 32, textAlign: bar ? 'right' : 'left' }}>
          {share ?? words}
        </span>
      </span>
    );
  }
  return (
    <span className={styles.progress} title={[share, words].filter(Boolean).join(', ')}>
      {bar}
      <span className={styles.faint}>
        {(width < SHARE_BELOW && share) || (width < FULL_FROM && short) || words || dash(styles)}
      </span>
    </span>
  );
}
