/** Lists to choose from, as dashboard variables get them: workspaces, agents, metrics. */
import { useEffect, useState } from 'react';
import type { VariableQuery } from '../../../src/datasource/variable-query';
import type { TrainingDatasource } from './datasource';

export interface Option {
  value: string;
  label: string;
}

const NONE: readonly Option[] = [];

/**
 * @param query Keep it stable between renders; undefined asks nothing.
 * @param news Another number asks again: new sessions bring new agents and metrics.
 */
export const useOptions = (
  datasource: TrainingDatasource,
  query: VariableQuery | undefined,
  news: number,
): readonly Option[] => {
  const [options, setOptions] = useState(NONE);
  useEffect(() => {
    if (query === undefined) {
      return;
    }
    let current = true;
    datasource.metricFindQuery(query).then(
      (values) =>
        current && setOptions(values.map(({ text, value }) => ({ value: String(value ?? text), label: text }))),
      // The lists are an aid: without them the page still works, and the connection's state tells what is wrong.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [datasource, query, news]);
  return options;
};
