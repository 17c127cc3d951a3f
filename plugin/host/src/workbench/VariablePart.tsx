/** The editor of dashboard variables, and the values that it gives: `#/variable?query={"kind":"agents"}`. */
import { useEffect, useState, type ComponentType } from 'react';
import type { MetricFindValue } from '@grafana/data';
import type { VariableQuery } from '../../../src/datasource/variable-query';
import type { TrainingDatasource } from '../data/datasource';
import { objectIn } from './address';
import { useWorkbenchDatasource } from './useWorkbenchDatasource';

interface EditorProps {
  datasource: TrainingDatasource;
  query: VariableQuery;
  onChange: (query: VariableQuery) => void;
  onRunQuery: () => void;
}

export function VariablePart({ parameters }: { parameters: URLSearchParams }) {
  const datasource = useWorkbenchDatasource();
  return datasource && <VariableBench datasource={datasource} first={objectIn(parameters, 'query')} />;
}

function VariableBench({ datasource, first }: { datasource: TrainingDatasource; first: Partial<VariableQuery> }) {
  const [query, setQuery] = useState<VariableQuery>({ refId: 'variable', kind: 'sessions', ...first });
  const [values, setValues] = useState<MetricFindValue[]>([]);
  useEffect(() => {
    let current = true;
    datasource.metricFindQuery(query).then(
      (found) => current && setValues(found),
      (error: unknown) => current && setValues([{ text: String(error) }]),
    );
    return () => {
      current = false;
    };
  }, [datasource, query]);
  const { editor } = (datasource.variables ?? {}) as { editor?: ComponentType<EditorProps> };
  const Editor = editor;
  return (
    <>
      {Editor && (
        <section aria-label="Variable editor">
          <Editor datasource={datasource} query={query} onChange={setQuery} onRunQuery={() => {}} />
        </section>
      )}
      <ul aria-label="Values of the variable">
        {values.map(({ text, value }) => (
          <li key={String(value ?? text)}>{text}</li>
        ))}
      </ul>
    </>
  );
}
