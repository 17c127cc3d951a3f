/** The built datasource plugin, of which the page makes one instance. */
import { useEffect, useState } from 'react';
import type { TrainingDatasource } from '../../../src/datasource/Datasource';
import { createDatasource } from '../plugins/datasource';

const DATASOURCE_ID = 'shadower-training-datasource';

export type { TrainingDatasource };

let instance: Promise<TrainingDatasource> | undefined;

/** Begins to load it; later calls get the same instance. */
export const loadDatasource = (): Promise<TrainingDatasource> => {
  // An empty base would be the root of the server; the exporter may lie below a path of a proxy.
  const baseUrl = window.location.pathname.replace(/\/[^/]*$/, '');
  instance ??= createDatasource(DATASOURCE_ID, { baseUrl }) as Promise<unknown> as Promise<TrainingDatasource>;
  return instance;
};

export interface LoadedDatasource {
  datasource?: TrainingDatasource;
  /** Why the plugin could not be loaded. */
  problem?: string;
}

export const useDatasource = (): LoadedDatasource => {
  const [loaded, setLoaded] = useState<LoadedDatasource>({});
  useEffect(() => {
    loadDatasource().then(
      (datasource) => setLoaded({ datasource }),
      (error: unknown) => setLoaded({ problem: String(error) }),
    );
  }, []);
  return loaded;
};
