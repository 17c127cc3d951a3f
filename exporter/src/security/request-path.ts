import { ContractError } from '@shadower-training/contract';

/** Paths that need no closer look: nothing is encoded, no dots in a row, no backslash. */
const HARMLESS = /^\/(?![./])(?:[\w\-~!$&'()*+,;=:@]|\.(?!\.)|\/(?![./]))*$|^\/$/;

/**
 * Refuses paths that climb or that are written in a misleading way. Proxies (Grafana's among them) pass `%2e%2e` on
 * undecoded together with the token, and decide by the prefix they see.
 * @param rawPath The path as it stood in the request line, without the query.
 * @throws ContractError `invalid_request`.
 */
export function checkRequestPath(rawPath: string): void {
  if (HARMLESS.test(rawPath)) return;
  if (!rawPath.startsWith('/') || rawPath.includes('\\') || rawPath.includes('//')) throw refused();
  let decoded: string;
  try {
    decoded = decodeURIComponent(rawPath);
  } catch {
    throw refused();
  }
  if (decoded.includes('\0') || decoded.split(/[/\\]/).some((part) => part === '.' || part === '..')) throw refused();
}

function refused(): ContractError {
  return new ContractError('invalid_request', 'the path is not well-formed or holds ".", ".." or a backslash', [
    { path: 'path', problem: 'must be a plain path; ids are percent-encoded' },
  ]);
}
