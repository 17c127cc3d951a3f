import { hash, randomInt } from 'node:crypto';

/** Characters of a token: W&B's client demands 40 and splits keys at hyphens. */
export const TOKEN_LENGTH = 40;

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Draws a token of 40 letters and digits (238 bits). */
export function drawToken(): string {
  return Array.from({ length: TOKEN_LENGTH }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join('');
}

/**
 * What is kept of a token. A plain hash is enough: a token is random, so there is no dictionary to try.
 * @returns SHA-256 in hexadecimal.
 */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}
