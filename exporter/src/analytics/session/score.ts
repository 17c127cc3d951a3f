/** What every score of a session comes with: the number, and how far it can be trusted. */
export interface Score {
  /** 0 to 1, or null when it can't be computed; then `reason` says why. */
  readonly value: number | null;
  /** Finite values that the score was computed from. */
  readonly n: number;
  /** Why there is no value, or what to know about it ("from training_loss: ..."); null when there is nothing to say. */
  readonly reason: string | null;
  /** True under 5 finite values. */
  readonly low_confidence: boolean;
  /** The last step that the score looked at: values up to it, none after. Null when there were none. */
  readonly step: number | null;
}

/** Under this many finite values a score is shown, but marked (analytics.md 1, edge cases). */
export const CONFIDENT_FROM = 5;

/** A score that could be computed. The value is clipped to 0..1, so that rounding never leaves the range. */
export function scored(value: number, n: number, step: number | null, reason: string | null = null): Score {
  if (Number.isNaN(value)) return withheld('the values are too large to compare', n, step);
  return { value: Math.min(1, Math.max(0, value)), n, reason, low_confidence: n < CONFIDENT_FROM, step };
}

/** A score that could not be computed, and why. */
export function withheld(reason: string, n = 0, step: number | null = null): Score {
  return { value: null, n, reason, low_confidence: n < CONFIDENT_FROM, step };
}

/** @returns The score with a note in front of its reason, e.g. which metric stood in for a missing one. */
export function withNote(score: Score, note: string | null): Score {
  if (note === null) return score;
  return { ...score, reason: score.reason === null ? note : `${note}; ${score.reason}` };
}

/** How a run that met NaN or an infinity is spoken of everywhere. */
export function divergedAt(step: number): string {
  return `diverged at step ${step}`;
}
