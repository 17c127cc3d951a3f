import { isLoopback, type ListenAddress } from '../configuration/listen-address.js';

/**
 * Why the exporter must not listen there: without tokens anyone who reaches it could read and write.
 * @returns A sentence for the operator, or null when it may.
 */
export function listeningProblem({ host }: ListenAddress, hasTokens: boolean): string | null {
  if (hasTokens || isLoopback(host)) return null;
  return `TRAINING_LISTEN: refusing to listen on ${host} without tokens, as anyone who reaches it could read and write. Set TRAINING_TOKENS_FILE (see "token create"), or listen on 127.0.0.1.`;
}
