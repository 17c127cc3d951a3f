import { hash } from 'node:crypto';
import { invalidRequest } from '@shadower-training/contract';

const CHECK_LENGTH = 12;

/**
 * Wraps a store's cursor so that a reader can neither take it for something to edit nor use it with another query.
 * @param query What the cursor belongs to: everything that selects and orders.
 */
export function wrapCursor(cursor: string | null, query: unknown): string | null {
  if (cursor === null) return null;
  return Buffer.from(check(cursor, query) + cursor).toString('base64url');
}

/** @throws ContractError `invalid_request` for a cursor that was not given for this query. */
export function unwrapCursor(text: string | undefined, query: unknown): string | undefined {
  if (text === undefined) return undefined;
  const plain = Buffer.from(text, 'base64url').toString();
  const cursor = plain.slice(CHECK_LENGTH);
  if (
    cursor !== '' &&
    plain.slice(0, CHECK_LENGTH) === check(cursor, query) &&
    Buffer.from(plain).toString('base64url') === text
  ) {
    return cursor;
  }
  throw invalidRequest([{ path: 'cursor', problem: 'is not a cursor of this query; begin again without one' }]);
}

function check(cursor: string, query: unknown): string {
  return hash('sha256', JSON.stringify([query, cursor]), 'hex').slice(0, CHECK_LENGTH);
}
