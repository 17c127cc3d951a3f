import { ContractError } from '@shadower-training/contract/plain';
import type { EntityList } from './port.js';

/** Where a page ended: the sort value of its last entity (null when missing) and the entity's key. */
export interface Place {
  readonly value: string | number | null;
  readonly key: readonly string[];
}

/** A cursor holds for the list's order only: another order would skip or repeat entities. */
function orderOf(sort: EntityList['sort']): string {
  return JSON.stringify([sort.field, sort.path ?? [], sort.alternatives ?? [], sort.descending]);
}

/** Writes a place as a cursor; numbers as texts, because JSON has no infinities. */
export function writeCursor(sort: EntityList['sort'], place: Place): string {
  const isNumber = typeof place.value === 'number';
  const value = place.value === null ? null : String(place.value);
  return Buffer.from(JSON.stringify([orderOf(sort), isNumber, value, ...place.key])).toString('base64url');
}

/**
 * Reads a cursor.
 * @param keyParts How many parts the key of the kind has.
 * @throws ContractError When the list did not give it.
 */
export function readCursor(sort: EntityList['sort'], cursor: string, keyParts: number): Place {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw wrongCursor();
  }
  if (!Array.isArray(content) || content.length !== keyParts + 3) throw wrongCursor();
  const [order, isNumber, value, ...key] = content as unknown[];
  if (order !== orderOf(sort) || typeof isNumber !== 'boolean') throw wrongCursor();
  if (value !== null && typeof value !== 'string') throw wrongCursor();
  if (!key.every((part) => typeof part === 'string')) throw wrongCursor();
  return { value: isNumber ? Number(value) : value, key: key as string[] };
}

function wrongCursor(): ContractError {
  return new ContractError('invalid_request', 'the cursor does not belong to this list: start from its first page', [
    { path: 'cursor', problem: 'was not given by a list of this order' },
  ]);
}
