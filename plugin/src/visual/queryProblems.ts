/** What went wrong with a panel's queries, in the words of their datasource. */
import { LoadingState, type PanelData } from '@grafana/data';

/** The messages of a failed answer, each once; none where nothing failed. */
export function queryProblems({ state, error, errors }: PanelData): string[] {
  const all = errors ?? (error ? [error] : []);
  const messages = all.map((one) => one.message ?? one.data?.message ?? one.statusText ?? '').filter(Boolean);
  if (messages.length > 0) {
    return [...new Set(messages)];
  }
  return state === LoadingState.Error ? ['The datasource gave no reason'] : [];
}
