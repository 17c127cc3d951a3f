/**
 * Panels beside each other, as a dashboard has them: `#/many?panels=[{"query":{...}},{"id":"...","fixture":"..."}]&height=240`.
 *
 * For tests and benchmarks: `window.workbenchFrames` holds the frames that each panel has now, and the User Timing mark
 * `panel-given` stands where a panel is given new ones.
 */
import { useEffect, useMemo, useState } from 'react';
import { LoadingState, type DataFrame, type PanelData } from '@grafana/data';
import type { TrainingQuery } from '../../../src/datasource/query';
import type { TrainingDatasource } from '../data/datasource';
import { allTime } from '../data/queries';
import { PanelHost } from '../panel/PanelHost';
import { usePanelData } from '../panel/usePanelData';
import { FIXTURES } from './fixtures';
import { panelsIn, type ManyPanel } from './manyPanels';
import { PANEL_OF_KIND } from './panelOfKind';
import { useWorkbenchDatasource } from './useWorkbenchDatasource';

declare global {
  interface Window {
    /** Frames by the number of the panel, from 1. */
    workbenchFrames?: Map<number, DataFrame[]>;
  }
}

const NOTHING: PanelData = { state: LoadingState.Loading, series: [], timeRange: allTime(0) };

export function ManyPart({ parameters }: { parameters: URLSearchParams }) {
  const datasource = useWorkbenchDatasource();
  const panels = useMemo(() => panelsIn(parameters), [parameters]);
  const height = Number(parameters.get('height') ?? 240);
  return (
    <main style={{ display: 'grid', gap: 8, gridTemplateColumns: columns(panels.length) }}>
      {datasource &&
        panels.map((panel, index) => (
          <Cell key={index} number={index + 1} datasource={datasource} panel={panel} height={height} />
        ))}
    </main>
  );
}

/** As many beside each other as are wide enough, three at most. */
const columns = (count: number) => `repeat(auto-fit, minmax(max(280px, 100% / ${Math.min(3, count) + 0.1}), 1fr))`;

interface CellProps {
  number: number;
  datasource: TrainingDatasource;
  panel: ManyPanel;
  height: number;
}

function Cell({ panel, ...cell }: CellProps) {
  return 'fixture' in panel ? <FixtureCell {...cell} {...panel} /> : <QueryCell {...cell} query={panel.query} />;
}

function QueryCell({
  number,
  datasource,
  query,
  height,
}: Omit<CellProps, 'panel'> & { query: Partial<TrainingQuery> }) {
  const kind = query.kind ?? 'series';
  const queries = useMemo(
    () => ({ datasource, targets: [{ refId: 'A', ...query, kind }], timeRange: allTime(Date.now()) }),
    [datasource, query, kind],
  );
  const data = usePanelData(queries);
  return <Shown id={PANEL_OF_KIND[kind] ?? ''} {...{ number, title: `${number}: ${kind}`, height, data }} />;
}

function FixtureCell({ number, id, fixture, height }: { number: number; id: string; fixture: string; height: number }) {
  const data = useMemo<PanelData>(
    () => ({ ...NOTHING, state: LoadingState.Done, series: FIXTURES[id]?.[fixture]?.() ?? [] }),
    [id, fixture],
  );
  return <Shown {...{ number, id, title: fixture, height, data }} />;
}

interface ShownProps {
  number: number;
  id: string;
  title: string;
  height: number;
  data: PanelData;
}

/** The panel, given its data at the beginning of a frame and not before: drawing begins at the mark. */
function Shown({ number, id, title, height, data }: ShownProps) {
  const [given, setGiven] = useState(NOTHING);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      window.workbenchFrames = (window.workbenchFrames ?? new Map()).set(number, data.series);
      performance.mark('panel-given', { detail: { panel: number, frames: data.series.length } });
      setGiven(data);
    });
    return () => cancelAnimationFrame(frame);
  }, [number, data]);
  return <PanelHost id={number} pluginId={id} title={title} height={height} data={given} />;
}
