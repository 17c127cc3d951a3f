/** The panel component itself, with the props and the context that Grafana gives it. */
import { useCallback, useMemo, useState } from 'react';
import { EventBusSrv, type InterpolateFunction, type PanelPlugin } from '@grafana/data';
import { DashboardCursorSync } from '@grafana/schema';
import { type PanelContext, PanelContextProvider, useTheme2 } from '@grafana/ui';
import { replaceVariables as replaceIn, type Variables } from '../services/templates';
import type { PanelHostProps } from './panelHostProps';
import { withDefaults, withFieldConfig } from './prepare';

/** All panels of the page hear each other, as those of one dashboard do. */
const pageEvents = new EventBusSrv();

const NO_VARIABLES: Variables = {};

export interface PanelBodyProps extends PanelHostProps {
  plugin: PanelPlugin;
  width: number;
  height: number;
}

export function PanelBody(props: PanelBodyProps) {
  const { id, plugin, title, data, width, height, options, fieldConfig, variables = NO_VARIABLES } = props;
  const theme = useTheme2();
  // What the panel changed itself holds until the page gives other options.
  const [own, setOwn] = useState({ given: options, changed: options });
  const changedOptions = own.given === options ? own.changed : options;
  // Another function when a variable changes, so that a panel that remembers its results works them out anew.
  const replaceVariables = useCallback<InterpolateFunction>(
    (text, scopedVars) => replaceIn(text, variables, scopedVars),
    [variables],
  );
  const model = useMemo(
    () => withDefaults(plugin, { options: changedOptions, fieldConfig }),
    [plugin, changedOptions, fieldConfig],
  );
  const shown = useMemo(
    () => withFieldConfig(data, plugin, model.fieldConfig, theme, replaceVariables),
    [data, plugin, model.fieldConfig, theme, replaceVariables],
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
          setOwn({ given: options, changed: next });
          props.onOptionsChange?.(next);
        }}
        onFieldConfigChange={() => {}}
        onChangeTimeRange={({ from, to }) => props.onChangeTimeRange?.({ from: from.valueOf(), to: to.valueOf() })}
      />
    </PanelContextProvider>
  );
}
