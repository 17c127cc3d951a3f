import type { AnsweredValue } from '@shadower-training/contract';

/** A value as answers write it: JSON has no NaN and no infinities. */
export function answeredValue(value: number): AnsweredValue {
  return Number.isFinite(value) ? value : (String(value) as AnsweredValue);
}
