/** Curves of an exporter that is older than some fields of the contract. */
import type { Curve } from '@shadower-training/contract';

/** Fields that came after schema version 1 was first released. */
type Later = 'logged_as' | 'combined' | 'minimum' | 'maximum' | 'count';
export type AnsweredCurve = Omit<Curve, Later> & Partial<Pick<Curve, Later>>;

/** The curve with what an older exporter leaves out: `logged_as` is empty where it is not known. */
export function completedCurve(curve: AnsweredCurve): Curve {
  return { logged_as: [], combined: null, minimum: null, maximum: null, count: null, ...curve };
}
