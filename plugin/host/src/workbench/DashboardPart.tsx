/**
 * A provisioned dashboard on its grid: `#/dashboard?uid=shadower-training-session&variables={"session":"run-1"}`, over its
 * own time range or `range=now-6h`. Our panels are drawn; of Grafana's own, what their queries answer is listed. Transformations are left to Grafana.
 */
import { useEffect, useMemo, useState } from 'react';
import { rangeUtil, type DataQuery, type TimeRange } from '@grafana/data';
import type { VariableQuery } from '../../../src/datasource/variable-query';
import type { TrainingDatasource } from '../data/datasource';
import { PanelHost } from '../panel/PanelHost';
import { usePanelData } from '../panel/usePanelData';
import { objectIn } from './address';
import { askingPanels, DASHBOARDS, firstValue, type DashboardPanel, type StoredDashboard } from './dashboards';
import { FrameTable } from './FrameTable';
import { playedVariables, setPlayedVariable } from './playedVariables';
import { rangeIn } from './range';
import { useWorkbenchDatasource } from './useWorkbenchDatasource';

/** Pixels of a row of Grafana's grid, and of the gap below it. */
const ROW = 30;
const GAP = 8;
const COLUMNS = 24;

export function DashboardPart({ parameters }: { parameters: URLSearchParams }) {
  const datasource = useWorkbenchDatasource();
  const dashboard = DASHBOARDS[parameters.get('uid') ?? ''];
  if (!dashboard) return <p role="alert">There is no such dashboard. Known: {Object.keys(DASHBOARDS).join(', ')}.</p>;
  const chosen = objectIn(parameters, 'variables') as Record<string, string | string[]>;
  const range = rangeIn(parameters) ?? rangeUtil.convertRawToRange(dashboard.time);
  return datasource && <DashboardBench datasource={datasource} dashboard={dashboard} chosen={chosen} first={range} />;
}

interface BenchProps {
  datasource: TrainingDatasource;
  dashboard: StoredDashboard;
  chosen: Record<string, string | string[]>;
  /** The range that it is opened with. */
  first: TimeRange;
}

function DashboardBench({ datasource, dashboard, chosen, first }: BenchProps) {
  const [ready, setReady] = useState<true | string | null>(null);
  const [range] = useState(first);
  const [asked] = useState(chosen);
  useEffect(() => {
    setVariables(datasource, dashboard, asked).then(
      () => setReady(true),
      (error: unknown) => setReady(String(error)),
    );
  }, [datasource, dashboard, asked]);
  if (ready === null) return <p role="status">Asking for the variables</p>;
  if (ready !== true) return <p role="alert">{ready}</p>;
  const panels = askingPanels(dashboard);
  const annotations = dashboard.annotations.list.filter(({ target }) => target !== undefined);
  const height = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h)) * (ROW + GAP);
  return (
    <main aria-label={dashboard.title}>
      <pre aria-label="Variables">{JSON.stringify(playedVariables())}</pre>
      <div style={{ position: 'relative', height }}>
        {panels.map((panel) => (
          <Cell key={panel.id} panel={panel}>
            <PanelBench datasource={datasource} panel={panel} range={range} />
          </Cell>
        ))}
      </div>
      {annotations.map(({ name, target }) => (
        <section key={name} aria-label={`Annotations: ${name}`}>
          <Answer datasource={datasource} targets={[target as DataQuery]} range={range} />
        </section>
      ))}
    </main>
  );
}

/** One after the other: each may be asked for by those before it. */
async function setVariables(
  datasource: TrainingDatasource,
  { templating }: StoredDashboard,
  chosen: BenchProps['chosen'],
) {
  for (const variable of templating.list) {
    const { name, type, query } = variable;
    if (type !== 'query') continue;
    const offered = await datasource.metricFindQuery(query as VariableQuery);
    const values = offered.map(({ text, value }) => String(value ?? text));
    setPlayedVariable(name, chosen[name] ?? firstValue(variable, values));
  }
}

function Cell({ panel: { title, type, gridPos }, children }: { panel: DashboardPanel; children: React.ReactNode }) {
  const share = (columns: number) => `${(columns / COLUMNS) * 100}%`;
  return (
    <section
      aria-label={title}
      data-panel-type={type}
      // It scrolls, so the keyboard must reach it.
      tabIndex={0}
      style={{
        position: 'absolute',
        boxSizing: 'border-box',
        padding: `0 ${GAP / 2}px`,
        left: share(gridPos.x),
        top: gridPos.y * (ROW + GAP),
        width: share(gridPos.w),
        height: heightOf(gridPos),
        overflow: 'auto',
      }}
    >
      {children}
    </section>
  );
}

const heightOf = ({ h }: DashboardPanel['gridPos']): number => h * (ROW + GAP) - GAP;

interface PanelBenchProps {
  datasource: TrainingDatasource;
  panel: DashboardPanel;
  range: TimeRange;
}

function PanelBench({ datasource, panel, range }: PanelBenchProps) {
  const { id, type, title, options, fieldConfig, gridPos, targets = [] } = panel;
  const queries = useMemo(() => ({ datasource, targets, timeRange: range }), [datasource, targets, range]);
  const data = usePanelData(queries);
  const isOurs = type.startsWith('shadower-');
  return (
    <>
      {isOurs ? (
        <PanelHost
          id={id}
          pluginId={type}
          title={title}
          height={heightOf(gridPos)}
          data={data}
          options={options}
          fieldConfig={fieldConfig}
          variables={playedVariables()}
        />
      ) : (
        <h6>{title}</h6>
      )}
      <FrameTable data={data} />
    </>
  );
}

function Answer({
  datasource,
  targets,
  range,
}: {
  datasource: TrainingDatasource;
  targets: DataQuery[];
  range: TimeRange;
}) {
  const [asked] = useState(targets);
  const queries = useMemo(() => ({ datasource, targets: asked, timeRange: range }), [datasource, asked, range]);
  return <FrameTable data={usePanelData(queries)} />;
}
