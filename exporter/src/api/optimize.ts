import { ContractError } from '@shadower-training/contract';
import type { Handler } from './handler.js';

/** POST /analytics/training/optimize: declared, so that clients can be written against it. */
export function optimizeHandler(): Handler<'optimize'> {
  return async () => {
    throw new ContractError('not_implemented', 'hyperparameter optimization is not there yet');
  };
}
