/** The pages of the app: `#/app/start`, `#/app/configuration`. */
import { useEffect, useState } from 'react';
import type { AppPlugin, AppPluginMeta } from '@grafana/data';
import { loadAppPlugin, metaOf } from '../plugins/catalog';
import { appSettings } from './playedGrafana';

const ID = 'shadower-training-app';

export function AppPart({ page }: { page: 'start' | 'configuration' }) {
  const [plugin, setPlugin] = useState<AppPlugin | null>(null);
  useEffect(() => {
    void loadAppPlugin(ID).then((loaded) => {
      loaded.meta = { ...metaOf(ID), ...appSettings() } as AppPluginMeta;
      setPlugin(loaded);
    });
  }, []);
  if (!plugin) {
    return null;
  }
  if (page === 'start') {
    const Root = plugin.root;
    const query = {};
    return Root && <Root meta={plugin.meta} basename={`/a/${ID}`} query={query} path="" onNavChanged={() => {}} />;
  }
  const [configuration] = plugin.configPages ?? [];
  return (
    configuration && (
      <main style={{ padding: 16 }}>
        <h1>{configuration.title}</h1>
        <configuration.body plugin={plugin} query={{}} />
      </main>
    )
  );
}
