/**
 * Decimal texts -> doubles, exactly as JSON.parse reads them, without a string in between: most of what training code
 * sends are doubles with all their digits.
 */

/** Powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Digits that an integer may have so that a double holds it exactly. */
export const EXACT_DIGITS = 15;
/** The most digits that {@link decimal} takes. */
export const MOST_DIGITS = 19;
/** Splits a double into halves of 26 bits (Dekker 1971). */
const SPLITTER = 134_217_729;

/**
 * The double nearest to (head * 10^tailDigits + tail) / 10^fractionDigits.
 * @param head The first digits, at most 15.
 * @param tail The digits after them, as a number.
 * @param tailDigits How many those are, at most 4.
 * @param fractionDigits Digits behind the point.
 * @returns NaN where this way can't tell: then the text must be read by `Number`.
 */
export function decimal(head: number, tail: number, tailDigits: number, fractionDigits: number): number {
  if (fractionDigits >= POWERS_OF_TEN.length) return head === 0 && tail === 0 ? 0 : NaN;
  const divisor = POWERS_OF_TEN[fractionDigits]!;
  // Both exact, so that the division rounds once (Clinger 1990).
  if (tailDigits === 0) return head / divisor;
  // All digits as the exact sum of two doubles.
  const factor = POWERS_OF_TEN[tailDigits]!;
  const product = head * factor;
  const productRest = productError(head, factor, product);
  const whole = product + tail;
  const wholeRest = tail - (whole - product) + productRest;
  if (fractionDigits === 0) return rounded(whole, wholeRest);
  const quotient = whole / divisor;
  const back = quotient * divisor;
  const remainder = whole - back - productError(quotient, divisor, back) + wholeRest;
  return rounded(quotient, remainder / divisor);
}

/** What a product lacks to the exact one (Dekker's two-product). */
function productError(left: number, right: number, product: number): number {
  const leftHigh = high(left);
  const rightHigh = high(right);
  const leftLow = left - leftHigh;
  const rightLow = right - rightHigh;
  return leftHigh * rightHigh - product + leftHigh * rightLow + leftLow * rightHigh + leftLow * rightLow;
}

function high(value: number): number {
  const scaled = SPLITTER * value;
  return scaled - (scaled - value);
}

/** The double nearest to value + rest; NaN where the rest is so near to the middle of two that its own error decides. */
function rounded(value: number, rest: number): number {
  const nearest = value + rest;
  const left = rest - (nearest - value);
  return nearest + left * (1 + 1e-9) === nearest && nearest + left * (1 - 1e-9) === nearest ? nearest : NaN;
}
