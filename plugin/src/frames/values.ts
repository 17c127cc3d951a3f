/** Values as the exporter answers them -> values of a frame. */
import type { AnsweredValue } from '@shadower-training/contract';

/** A number stays; the texts "NaN", "Infinity" and "-Infinity" become what they say; missing stays null. */
export function numberOf(value: AnsweredValue | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'number' ? value : Number(value);
}

/** Epoch milliseconds of an answered instant; null when missing or unreadable. */
export function timeOf(value: string | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

export const SECONDS_PER_HOUR = 3_600;
