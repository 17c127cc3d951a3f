/** How far a session is, in words. Pure. */
import { compactNumber } from '../../visual/numberText';

/** From here on counts are written short, as 12.3k. */
const SHORT_FROM = 10_000;
const SHORT_DIGITS = 3;

/** How a person chose that a count is written; null for the panel's own way. */
export type CountWords = ((value: number) => string) | null;

/**
 * `3 / 10`, `999 / 1000`, `12.3k / 50k`: both numbers in the notation of the larger one. What is done is cut and not
 * rounded, so that it says the total only where all is done.
 * @returns Null without a number done; the number alone where no total is known.
 */
export function countText(done: number | null, total: number | null, words: CountWords): string | null {
  if (done === null) {
    return null;
  }
  const isShort = Math.max(done, total ?? 0) >= SHORT_FROM;
  const plain = words ?? (isShort ? compactNumber : (value: number) => String(Number(value.toFixed(2))));
  const cut = done === total || words !== null ? done : isShort ? cutTo(done, SHORT_DIGITS) : cutCents(done);
  return total === null ? plain(cut) : `${plain(cut)} / ${plain(total)}`;
}

const cutCents = (value: number) => Math.floor(value * 100) / 100;

/** 49,999 -> 49,900. */
function cutTo(value: number, digits: number): number {
  if (value < 1) {
    return cutCents(value);
  }
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) + 1 - digits);
  return Math.floor(value / unit) * unit;
}
