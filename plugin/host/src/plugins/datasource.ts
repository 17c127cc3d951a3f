/** Makes a live instance of a built datasource plugin, as Grafana's DatasourceSrv does. */
import { type DataSourceApi, type DataSourceInstanceSettings, type DataSourceJsonData } from '@grafana/data';
import { loadDatasourcePlugin, metaOf } from './catalog';

/**
 * `baseUrl` takes the place of Grafana's proxy address: the plugin's routes lie below it under the same paths as on the
 * exporter, so `''` (the server of the page) reaches it directly.
 */
export const createDatasource = async (
  pluginId: string,
  { baseUrl = '', jsonData = {} }: { baseUrl?: string; jsonData?: DataSourceJsonData } = {},
): Promise<DataSourceApi> => {
  const plugin = await loadDatasourcePlugin(pluginId);
  const settings: DataSourceInstanceSettings = {
    id: 1,
    uid: pluginId,
    type: pluginId,
    name: plugin.meta.name,
    meta: metaOf(pluginId),
    readOnly: true,
    access: 'proxy',
    url: baseUrl,
    jsonData,
  };
  const datasource = new plugin.DataSourceClass(settings);
  // Grafana sets these two after construction.
  datasource.components = plugin.components;
  datasource.meta = settings.meta;
  return datasource;
};
