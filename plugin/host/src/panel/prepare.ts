/** From a panel's model to what its component is given: defaults of the plugin, then the field options, both pure. */
import {
  applyFieldOverrides,
  type FieldConfigSource,
  getPanelOptionsWithDefaults,
  type GrafanaTheme2,
  type InterpolateFunction,
  type PanelData,
  type PanelPlugin,
} from '@grafana/data';

/** What a dashboard would store of a panel. */
export interface PanelModel {
  options?: object;
  fieldConfig?: FieldConfigSource;
}

export interface CompletePanelModel {
  options: object;
  fieldConfig: FieldConfigSource;
}

/** The model with everything filled in that it leaves open. */
export const withDefaults = (plugin: PanelPlugin, { options = {}, fieldConfig }: PanelModel): CompletePanelModel => {
  const currentFieldConfig = fieldConfig ?? { defaults: {}, overrides: [] };
  const complete = getPanelOptionsWithDefaults({
    plugin,
    currentOptions: options as Record<string, unknown>,
    currentFieldConfig,
    isAfterPluginChange: false,
  });
  return { options: complete.options, fieldConfig: complete.fieldConfig };
};

/** The data with units, names, colours and links of the field options applied, ready for display. */
export const withFieldConfig = (
  data: PanelData,
  plugin: PanelPlugin,
  fieldConfig: FieldConfigSource,
  theme: GrafanaTheme2,
  replaceVariables: InterpolateFunction,
): PanelData => {
  const apply = (frames: PanelData['series']) =>
    applyFieldOverrides({
      data: frames,
      fieldConfig,
      fieldConfigRegistry: plugin.fieldConfigRegistry,
      replaceVariables,
      theme,
      timeZone: 'browser',
    });
  // Annotations carry their own display; only the host's formatting of values is added.
  return { ...data, series: apply(data.series), annotations: data.annotations && apply(data.annotations) };
};
