/** The panel component itself, with the props and the context that Grafana gives it. */
import { useMemo, useState } from 'react';
import { EventBusSrv, type InterpolateFunction, type PanelPlugin } from '@grafana/data';
import { DashboardCursorSync } from '@grafana/schema';
import { getTemplateSrv } from '@grafana/runtime';
import { type PanelContext, PanelContextProvider, useTheme2 } from '@grafana/ui';
import type { PanelHostProps } from './PanelHost';
import { withDefaults, withFieldConfig } from './prepare';

/** All panels of the page hear each other, as those of one dashboard do. */
const pageEvents = new EventBusSrv();

const replaceVariables: InterpolateFunction = (text, scopedVars) => getTemplateSrv().replace(text, scopedVars);

export interface PanelBodyProps extends PanelHostProps {
  plugin: PanelPlugin;
  width: number;
  height: number;
}

export function PanelBody(props: PanelBodyProps) {
  const { id, plugin, title, data, width, height, options, fieldConfig, onOptionsChange, onChangeTimeRange } = props;
  const theme = useTheme2();
  const [changedOptions, setChangedOptions] = useState(options);
  const model = useMemo(
    () => withDefaults(plugin, { options: changedOptions, fieldConfig }),
    [plugin, changedOptions, fieldConfig],
  );
  const shown = useMemo(
    () => withFieldConfig(data, plugin, model.fieldConfig, theme, replaceVariables),
    [data, plugin, model.fieldConfig, theme],
  );
  const context = useMemo<PanelContext>(
    () => ({ eventsScope: 'host', eventBus: pageEvents, sync: () => DashboardCursorSync.Crosshair }),
    [],
  );
  const Panel = plugin.panel;
  if (Panel === null) {
    return null;
  }
  return (
    <PanelContextProvider value={context}>
      <Panel
        id={id}
        title={title}
        data={shown}
        options={model.options}
        fieldConfig={model.fieldConfig}
        width={width}
        height={height}
        timeRange={data.timeRange}
        timeZone="browser"
        transparent={false}
        renderCounter={0}
        eventBus={pageEvents}
        replaceVariables={replaceVariables}
        onOptionsChange={(next) => {
          setChangedOptions(next);
          onOptionsChange?.(next);
        }}
        onFieldConfigChange={() => {}}
        onChangeTimeRange={({ from, to }) => onChangeTimeRange?.({ from: from.valueOf(), to: to.valueOf() })}
      />
    </PanelContextProvider>
  );
}
