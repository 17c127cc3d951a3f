/** The built plugins by id: loads each module once and hands out its plugin object, as Grafana's importer does. */
import { AppPlugin, DataSourcePlugin, PanelPlugin, type PluginMeta } from '@grafana/data';
import catalog, { type CatalogEntry } from '#plugin-catalog';
import { loadModule } from './define';

const entryOf = (id: string): CatalogEntry => {
  const entry = catalog.find(({ meta }) => meta.id === id);
  if (entry === undefined) {
    throw new Error(`There is no built plugin ${id}; there are ${catalog.map(({ meta }) => meta.id).join(', ')}`);
  }
  return entry;
};

/** plugin.json plus what Grafana adds to it. */
export const metaOf = (id: string): PluginMeta => {
  const { meta, baseUrl, moduleUrl } = entryOf(id);
  return { ...meta, baseUrl, module: moduleUrl };
};

const loading = new Map<string, Promise<unknown>>();

const loadPlugin = (id: string): Promise<unknown> => {
  const known =
    loading.get(id) ??
    loadModule(entryOf(id).moduleUrl).then((module) => ('plugin' in module ? module.plugin : undefined));
  loading.set(id, known);
  return known;
};

/** The panel with this id, ready to be drawn. */
export const loadPanelPlugin = async (id: string): Promise<PanelPlugin> => {
  const plugin = await loadPlugin(id);
  if (!(plugin instanceof PanelPlugin)) {
    throw new Error(`${id} is not a panel`);
  }
  plugin.meta = { ...metaOf(id), sort: 0 };
  return plugin;
};

/** The datasource plugin with this id; its class is `DataSourceClass`, its editors are `components`. */
export const loadDatasourcePlugin = async (id: string) => {
  const plugin = await loadPlugin(id);
  if (!(plugin instanceof DataSourcePlugin)) {
    throw new Error(`${id} is not a datasource`);
  }
  plugin.meta = metaOf(id);
  return plugin;
};

/** The app with this id; its pages are `root` and `configPages`. */
export const loadAppPlugin = async (id: string): Promise<AppPlugin> => {
  const plugin = await loadPlugin(id);
  if (!(plugin instanceof AppPlugin)) {
    throw new Error(`${id} is not an app`);
  }
  return plugin;
};
