/**
 * The sessions on the screen and the page's variables, for services that panels ask outside of React.
 *
 * Written while the page is drawn, as Grafana does with its theme: panels that are drawn right after read it.
 */
import type { Variables } from '../services/templates';
import { pageStore } from './page';

let sessions: readonly string[] = [];

export const setShownSessions = (next: readonly string[]): void => {
  sessions = next;
};

export const shownSessions = (): readonly string[] => sessions;

/** `$session`, `$agent` and `$workspace`, as on the dashboards that we ship. */
export const variablesOf = (shown: readonly string[], workspace?: string, agent?: string): Variables => ({
  session: shown.length === 1 ? (shown[0] ?? '') : [...shown],
  workspace: workspace ?? '',
  agent: agent ?? '',
});

export const pageVariables = (): Variables => {
  const { workspace, agent } = pageStore.get();
  return variablesOf(sessions, workspace, agent);
};
