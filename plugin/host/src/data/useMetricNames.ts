/** Names of the values that sessions logged; resources and scores have curves of their own kinds. */
import { useEffect, useState } from 'react';
import type { TrainingDatasource } from './datasource';

const NONE: readonly string[] = [];

/**
 * @param sessions Keep the list stable between renders.
 * @param news Another number asks again: metrics that are logged once an epoch come later than others.
 */
export const useMetricNames = (
  datasource: TrainingDatasource,
  sessions: readonly string[],
  workspace: string | undefined,
  news: number,
): readonly string[] => {
  const [names, setNames] = useState(NONE);
  useEffect(() => {
    const question = { workspace_id: workspace, session_id: [...sessions] };
    const subscription = datasource.client.metrics(question).subscribe({
      next: (metrics) => setNames(metrics.filter(({ kind }) => kind === 'values').map(({ name }) => name)),
      // The list is an aid: without it the curves are those of the usual names.
      error: () => {},
    });
    return () => subscription.unsubscribe();
  }, [datasource, sessions, workspace, news]);
  return names;
};

/** Rises when a session has twice as many values: new metrics show early, and a long run asks seldom. */
export const newsOfValues = (values: number): number => (values <= 0 ? 0 : 1 + Math.floor(Math.log2(values)));
