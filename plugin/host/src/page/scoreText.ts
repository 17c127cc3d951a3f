/** Scores in words: what they say, how they are computed and what they rest on. Pure. */
import type { Score, ScoreName } from '../data/rows';

interface Explained {
  label: string;
  /** One sentence on what the ends mean. */
  meaning: string;
  /** docs/metrics.md in a line. */
  formula: string;
}

export const SCORES: Record<ScoreName, Explained> = {
  overfitting_score: {
    label: 'Overfitting',
    meaning: '0 none, 50 % when the last value is 5 % worse than the best',
    formula: 'GL / (GL + 0.05), GL = last / best − 1 on held-out data',
  },
  convergence_rate: {
    label: 'Convergence',
    meaning: '100 % at once, 50 % a straight line, 0 did not learn',
    formula: '1 − mean over steps of (value − best) / (first − best)',
  },
  stability_score: {
    label: 'Stability',
    meaning: '100 % smooth, 0 diverged',
    formula: '1 / (1 + noise / 0.05) × max(0, 1 − 3 × share of spikes)',
  },
  generalization_score: {
    label: 'Generalization',
    meaning: 'Share of the training improvement that shows on validation',
    formula: '(first − best validation) / (first − training at best)',
  },
};

/** A share as whole percent; a dash where there is none. */
export const scoreText = ({ value }: Pick<Score, 'value'>): string =>
  value === null ? '–' : `${Math.round(value * 100)} %`;

/** Everything about a score, a line each. */
export const scoreLines = (score: Score): string[] => {
  const { label, meaning, formula } = SCORES[score.name];
  const rests = score.count === null ? [] : [`From ${score.count} value${score.count === 1 ? '' : 's'}`];
  return [
    `${label} ${scoreText(score)}: ${meaning}`,
    formula,
    ...rests.map((text) => (score.isLowConfidence ? `${text}: low confidence` : text)),
    ...(score.reason === null ? [] : [score.reason]),
  ];
};
