/** The loss plot panel as Grafana loads it. */
import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { LossPlotPanel } from './LossPlotPanel';
import { migrateLossPlot } from './migrations';
import { addLossPlotOptions } from './editor';
import { addFieldOptions, type LossFieldConfig } from './fieldConfig';
import type { LossPlotOptions } from './options';
import { suggestLossPlot } from './suggestions';

export const plugin = new PanelPlugin<LossPlotOptions, LossFieldConfig>(LossPlotPanel)
  .setPanelOptions(addLossPlotOptions)
  .useFieldConfig({
    standardOptions: {
      [FieldConfigProperty.Color]: {
        defaultValue: { mode: FieldColorModeId.PaletteClassic },
        settings: { byValueSupport: true, bySeriesSupport: true, preferThresholdsMode: false },
      },
    },
    useCustomConfig: addFieldOptions,
  })
  .setDataSupport({ annotations: true, alertStates: true })
  .setMigrationHandler(migrateLossPlot)
  .setSuggestionsSupplier(suggestLossPlot);
