/** The query editor with what its query answers: `#/query?query={"kind":"sessions"}`, over all time or `range=now-6h`. */
import { useMemo, useState } from 'react';
import type { TimeRange } from '@grafana/data';
import type { TrainingQuery } from '../../../src/datasource/query';
import type { TrainingDatasource } from '../data/datasource';
import { allTime } from '../data/queries';
import { PanelHost } from '../panel/PanelHost';
import { usePanelData } from '../panel/usePanelData';
import { objectIn } from './address';
import { FrameTable } from './FrameTable';
import { PANEL_OF_KIND } from './panelOfKind';
import { rangeIn } from './range';
import { useWorkbenchDatasource } from './useWorkbenchDatasource';

export function QueryPart({ parameters }: { parameters: URLSearchParams }) {
  const datasource = useWorkbenchDatasource();
  return (
    datasource && (
      <QueryBench datasource={datasource} first={objectIn(parameters, 'query')} range={rangeIn(parameters)} />
    )
  );
}

interface BenchProps {
  datasource: TrainingDatasource;
  first: Partial<TrainingQuery>;
  /** Null for all time. */
  range: TimeRange | null;
}

function QueryBench({ datasource, first, range }: BenchProps) {
  const [query, setQuery] = useState<TrainingQuery>({ refId: 'A', kind: 'series', ...first });
  const [timeRange] = useState(() => range ?? allTime(Date.now()));
  const queries = useMemo(() => ({ datasource, targets: [query], timeRange }), [datasource, query, timeRange]);
  const data = usePanelData(queries);
  const Editor = datasource.components?.QueryEditor;
  const panel = PANEL_OF_KIND[query.kind];
  return (
    <>
      {Editor && (
        <section aria-label="Query editor">
          <Editor datasource={datasource} query={query} onChange={setQuery} onRunQuery={() => {}} />
        </section>
      )}
      <pre aria-label="Query">{JSON.stringify(query)}</pre>
      {panel && <PanelHost key={panel} id={1} pluginId={panel} title={query.kind} height={360} data={data} />}
      <FrameTable data={data} />
    </>
  );
}
