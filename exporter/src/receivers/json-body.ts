import { ContractError, invalidRequest } from '@shadower-training/contract';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Nesting that any body may have: our schemas need 6. */
const MAXIMUM_NESTING = 32;

/**
 * Reads a JSON body.
 * @throws ContractError `invalid_request` when it is not UTF-8, not JSON, or nested deeper than any of our schemas
 *   (JSON.parse would survive that, recursive checks and JSON.stringify would not).
 */
export function parseJsonBody(body: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    throw invalidRequest([{ path: '', problem: 'the body is not valid UTF-8' }]);
  }
  if (isNestedTooDeep(body)) {
    throw invalidRequest([{ path: '', problem: `the body is nested deeper than ${MAXIMUM_NESTING} levels` }]);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const problem = error instanceof SyntaxError ? error.message : 'unreadable';
    throw new ContractError('invalid_request', 'the body is not valid JSON; nothing of the request was stored', [
      { path: '', problem: problem.slice(0, 200) },
    ]);
  }
}

/** Whether brackets outside strings ever nest deeper than allowed. */
function isNestedTooDeep(body: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index]!;
    if (inString) {
      if (byte === 0x5c) index++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > MAXIMUM_NESTING) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}
