/** The built datasource plugin, of which the page makes one instance. */
import { setDataSourceSrv, type DataSourceSrv } from '@grafana/runtime';
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
  if (instance === undefined) {
    instance = createDatasource(DATASOURCE_ID, { baseUrl }) as Promise<unknown> as Promise<TrainingDatasource>;
    // Panels ask for the datasource of their frames by its uid; there is but one.
    const service: Pick<DataSourceSrv, 'get'> = {
      get: () => instance as Promise<unknown> as ReturnType<DataSourceSrv['get']>,
    };
    setDataSourceSrv(service as DataSourceSrv);
  }
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
