/** Variables of the played dashboard: editors have some to offer, and a shown dashboard sets its own. */
import type { Variables } from '../services/templates';

const variables: Variables = { session: [], agent: '', workspace: '' };

/** The values at this moment. */
export const playedVariables = (): Variables => variables;

/** Sets one; queries that are asked from now on see it. */
export function setPlayedVariable(name: string, value: string | string[]): void {
  variables[name] = value;
}

/** The sessions that are chosen. */
export function playedSessions(): string[] {
  return [variables['session'] ?? []].flat();
}
