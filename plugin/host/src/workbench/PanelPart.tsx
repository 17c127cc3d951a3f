/**
 * A panel with the frames of a fixture: `#/panel?id=...&fixture=...&options={...}&height=400`. Further, all optional:
 * `fieldConfig={...}` in place of the fixture's own, `annotations=NAME`, `range=now-6h` (to now; else all time).
 */
import { useMemo, useState } from 'react';
import { dateTime, LoadingState, type FieldConfigSource, type PanelData } from '@grafana/data';
import { allTime } from '../data/queries';
import { PanelHost } from '../panel/PanelHost';
import { objectIn } from './address';
import { ANNOTATIONS, FIELD_CONFIGS, FIXTURES } from './fixtures';
import { rangeIn } from './range';

export function PanelPart({ parameters }: { parameters: URLSearchParams }) {
  const id = parameters.get('id') ?? '';
  const fixture = parameters.get('fixture') ?? '';
  const annotations = parameters.get('annotations') ?? '';
  const [timeRange, setTimeRange] = useState(() => rangeIn(parameters) ?? allTime(Date.now()));
  const frames = useMemo(() => FIXTURES[id]?.[fixture]?.() ?? [], [id, fixture]);
  const data = useMemo<PanelData>(
    () => ({ state: LoadingState.Done, series: frames, annotations: ANNOTATIONS[annotations]?.(), timeRange }),
    [frames, annotations, timeRange],
  );
  const options = useMemo(() => objectIn(parameters, 'options'), [parameters]);
  const fieldConfig = useMemo(() => fieldConfigIn(parameters) ?? FIELD_CONFIGS[fixture], [parameters, fixture]);
  const height = Number(parameters.get('height') ?? 480);
  return (
    <PanelHost
      {...{ id: 1, pluginId: id, title: fixture, height, data, options, fieldConfig }}
      onChangeTimeRange={({ from, to }) => {
        const range = { from: dateTime(from), to: dateTime(to) };
        setTimeRange({ ...range, raw: range });
      }}
    />
  );
}

function fieldConfigIn(parameters: URLSearchParams): FieldConfigSource | undefined {
  return parameters.has('fieldConfig')
    ? { defaults: {}, overrides: [], ...objectIn(parameters, 'fieldConfig') }
    : undefined;
}
