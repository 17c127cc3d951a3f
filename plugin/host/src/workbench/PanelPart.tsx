/** A panel with the frames of a fixture: `#/panel?id=...&fixture=...&options={...}&height=400`. */
import { useMemo } from 'react';
import { LoadingState, type PanelData } from '@grafana/data';
import { allTime } from '../data/queries';
import { PanelHost } from '../panel/PanelHost';
import { objectIn } from './address';
import { FIXTURES } from './fixtures';

export function PanelPart({ parameters }: { parameters: URLSearchParams }) {
  const id = parameters.get('id') ?? '';
  const fixture = parameters.get('fixture') ?? '';
  const data = useMemo<PanelData>(
    () => ({
      state: LoadingState.Done,
      series: FIXTURES[id]?.[fixture]?.() ?? [],
      timeRange: allTime(Date.now()),
    }),
    [id, fixture],
  );
  const options = useMemo(() => objectIn(parameters, 'options'), [parameters]);
  const height = Number(parameters.get('height') ?? 480);
  return <PanelHost id={1} pluginId={id} title={fixture} height={height} data={data} options={options} />;
}
