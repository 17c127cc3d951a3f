/** One panel of the page: loads the built plugin, fills in defaults, applies field options and draws it in its frame. */
import { useEffect, useState } from 'react';
import { LoadingState, type PanelPlugin } from '@grafana/data';
import { ErrorBoundaryAlert, PanelChrome } from '@grafana/ui';
import { loadPanelPlugin } from '../plugins/catalog';
import { PanelBody } from './PanelBody';
import type { PanelHostProps } from './panelHostProps';
import { useWidth } from './useWidth';

const usePanelPlugin = (id: string): { plugin?: PanelPlugin; error?: string } => {
  const [state, setState] = useState<{ plugin?: PanelPlugin; error?: string }>({});
  useEffect(() => {
    let current = true;
    loadPanelPlugin(id).then(
      (plugin) => current && setState({ plugin }),
      (error: unknown) => current && setState({ error: String(error) }),
    );
    return () => {
      current = false;
    };
  }, [id]);
  return state;
};

export function PanelHost(props: PanelHostProps) {
  const { pluginId, title, height, data, actions } = props;
  const { plugin, error } = usePanelPlugin(pluginId);
  const [frame, width] = useWidth<HTMLDivElement>();
  // Streaming would be a dot whose picture only Grafana itself has; the page says elsewhere that it is live.
  const shown = data.state === LoadingState.Streaming ? LoadingState.Done : data.state;
  const state = error === undefined ? shown : LoadingState.Error;
  return (
    <div ref={frame} style={{ height }} data-panel={pluginId}>
      {width > 0 && (
        <PanelChrome
          title={title}
          // As far from the edge as the title is.
          actions={actions && <div style={{ paddingRight: 4 }}>{actions}</div>}
          width={width}
          height={height}
          loadingState={state}
          statusMessage={error ?? data.error?.message}
        >
          {(innerWidth, innerHeight) =>
            plugin && (
              <ErrorBoundaryAlert dependencies={[data]}>
                <PanelBody {...props} plugin={plugin} width={innerWidth} height={innerHeight} />
              </ErrorBoundaryAlert>
            )
          }
        </PanelChrome>
      )}
    </div>
  );
}
