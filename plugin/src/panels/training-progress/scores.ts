/** What each score says and how it is computed: docs/metrics.md in one line each. */
import type { ScoreName } from '@shadower-training/contract';

export interface ScoreText {
  /** Heading of its column. */
  short: string;
  label: string;
  meaning: string;
  formula: string;
  /** Whether a high score is good; overfitting is the one that isn't. */
  highIsGood: boolean;
}

export const SCORE_TEXTS: Readonly<Record<ScoreName, ScoreText>> = {
  overfitting_score: {
    short: 'Overfit',
    label: 'Overfitting score',
    meaning: 'How far the newest validation value is worse than the best one',
    formula: 'GL / (GL + 0.05), GL = last / best − 1',
    highIsGood: false,
  },
  generalization_score: {
    short: 'Generalize',
    label: 'Generalization score',
    meaning: 'Share of the training improvement that shows on validation',
    formula: '(E first − E best) / (T first − T at best), 0 to 1',
    highIsGood: true,
  },
  convergence_rate: {
    short: 'Converge',
    label: 'Convergence rate',
    meaning: 'How early the improvement came: 1 at once, 0 never',
    formula: '1 − mean over time of (s − s best) / (s first − s best)',
    highIsGood: true,
  },
  stability_score: {
    short: 'Stability',
    label: 'Stability score',
    meaning: 'How smooth the curve is: 1 smooth, 0 diverged',
    formula: '1 / (1 + ν / 0.05) × (1 − 3 × spike share), ν = noise / improvement',
    highIsGood: true,
  },
};

export const ALL_SCORES = Object.keys(SCORE_TEXTS) as ScoreName[];
