/** How well a score ranks: what the benchmarks report about scores. Ties share the mean of their ranks. */

/** @returns The rank of each value, 1 for the lowest; equal values share the mean of the ranks they take up. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let at = from; at <= to; at++) result[order[at]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return result;
}

/**
 * The area under the ROC curve: the chance that a positive has a higher score than a negative, ties counting half
 * (Mann-Whitney U).
 *
 * @returns 0..1, or NaN when there are only positives or only negatives.
 */
export function areaUnderRoc(scores: readonly number[], positive: readonly boolean[]): number {
  const rank = ranks(scores);
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  const sum = rank.reduce((total, value, index) => total + (positive[index] ? value : 0), 0);
  return (sum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Spearman's rank correlation: Pearson's correlation of the ranks. NaN when either side is constant or empty. */
export function spearman(left: readonly number[], right: readonly number[]): number {
  return pearson(ranks(left), ranks(right));
}

function pearson(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [leftMean, rightMean] = [mean(left), mean(right)];
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let index = 0; index < left.length; index++) {
    const [a, b] = [left[index]! - leftMean, right[index]! - rightMean];
    product += a * b;
    leftSquares += a * a;
    rightSquares += b * b;
  }
  return product / Math.sqrt(leftSquares * rightSquares);
}

/** How a yes-or-no finding does against the truth. */
export interface PrecisionRecall {
  /** Right among the flagged; NaN when nothing was flagged. */
  readonly precision: number;
  /** Flagged among the true; NaN when nothing was true. */
  readonly recall: number;
}

export function precisionRecall(flagged: readonly boolean[], truth: readonly boolean[]): PrecisionRecall {
  const both = flagged.filter((flag, index) => flag && truth[index]).length;
  return { precision: both / flagged.filter(Boolean).length, recall: both / truth.filter(Boolean).length };
}
