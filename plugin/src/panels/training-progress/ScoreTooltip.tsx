/** A score explained: what it says, its formula, what it was computed from. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { ScoreName } from '@shadower-training/contract';
import { useStyles2 } from '@grafana/ui';
import { exactNumber } from '../../visual/numberText';
import type { ScoreCell } from './row';
import { SCORE_TEXTS } from './scores';

export function ScoreTooltip({ name, score }: { name: ScoreName; score: ScoreCell | undefined }) {
  const styles = useStyles2(getStyles);
  const { label, meaning, formula } = SCORE_TEXTS[name];
  return (
    <div className={styles.box}>
      <div className={styles.title}>
        <span>{label}</span>
        <span>{score?.text || '–'}</span>
      </div>
      <div>{meaning}</div>
      <code className={styles.formula}>{formula}</code>
      {score?.reason && <div>Not computed: {score.reason}</div>}
      {typeof score?.n === 'number' && (
        <div>
          From {exactNumber(score.n)} {score.n === 1 ? 'value' : 'values'}
          {score.lowConfidence ? ', low confidence' : ''}
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'grid', gap: theme.spacing(0.5), maxWidth: 320, fontSize: theme.typography.bodySmall.fontSize }),
  title: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    fontWeight: theme.typography.fontWeightMedium,
    fontVariantNumeric: 'tabular-nums',
  }),
  formula: css({ whiteSpace: 'normal', fontSize: 'inherit', margin: 0 }),
});
