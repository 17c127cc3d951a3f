/** The loss plot panel as Grafana loads it. */
import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { LossPlotPanel } from './LossPlotPanel';

export const plugin = new PanelPlugin(LossPlotPanel).useFieldConfig({
  standardOptions: {
    [FieldConfigProperty.Color]: {
      settings: { byValueSupport: false, bySeriesSupport: true, preferThresholdsMode: false },
      defaultValue: { mode: FieldColorModeId.PaletteClassic },
    },
  },
});
