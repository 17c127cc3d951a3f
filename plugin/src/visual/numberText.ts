/** Numbers as people who train read them. */
import {
  createTheme,
  formattedValueToString,
  getDisplayProcessor,
  type Field,
  type GrafanaTheme2,
} from '@grafana/data';
import { displayOf } from './fieldValue';

const MAGNITUDES: ReadonlyArray<readonly [number, string]> = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** Three digits and a magnitude: 12.5k, 3.2B. Below a thousand the number itself. For tight cells. */
export function compactNumber(value: number, digits = 3): string {
  const size = Math.abs(value);
  const magnitude = MAGNITUDES.find(([limit]) => size >= limit);
  if (!magnitude) {
    return String(Number(value.toPrecision(4)));
  }
  return `${Number((value / magnitude[0]).toPrecision(digits))}${magnitude[1]}`;
}

const cents = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const wholeDollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });

/** $12.35, $1,235. Less than a cent is said to be so, as $0.00 would read as free. */
export function dollarText(value: number): string {
  if (!Number.isFinite(value)) {
    return nonFiniteText(value);
  }
  return value > 0 && value < 0.01 ? '<$0.01' : (Math.abs(value) < 1_000 ? cents : wholeDollars).format(value);
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** Every digit, grouped: 1,204,000. For tooltips. */
export function exactNumber(value: number): string {
  return Number.isFinite(value) ? whole.format(value) : nonFiniteText(value);
}

function nonFiniteText(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
}

/** Four significant digits, powers of ten only where zeros would hide the number: 0.2314, 2.5e-5, 1,254. */
export function significantNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return nonFiniteText(value);
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    return Number(value.toPrecision(4)).toExponential().replace('e+', 'e');
  }
  // Trailing zeros stay off: a constant of 2 reads as 2.
  return size >= 1000 ? whole.format(Math.round(value * 10) / 10) : String(Number(value.toPrecision(4)));
}

const PLAIN_UNITS = new Set(['', 'none', 'short']);

/** Whether somebody said how the field's values are to be written. */
function isConfigured({ config }: Field): boolean {
  const plain = PLAIN_UNITS.has(config.unit ?? '');
  return !plain || typeof config.decimals === 'number' || (config.mappings?.length ?? 0) > 0;
}

/**
 * A value of a metric in words: as the field's unit, decimals and mappings say; where nothing is said with four
 * significant digits, since the usual two decimals would turn learning rates into zeros.
 */
export function metricText(field: Field, value: number | null, theme: GrafanaTheme2): string {
  if (value === null) {
    return '–';
  }
  if (isConfigured(field) && Number.isFinite(value)) {
    return formattedValueToString(displayOf(field, value, theme));
  }
  return significantNumber(value);
}

/** As {@link metricText}, where no theme is at hand: text without colour. */
export function plainText(field: Field, value: number): string {
  if (!isConfigured(field) || !Number.isFinite(value)) {
    return significantNumber(value);
  }
  const display = field.display ?? getDisplayProcessor({ field, theme: PLAIN });
  return formattedValueToString(display(value));
}

const PLAIN = createTheme();
