/** The loss plot panel as Grafana loads it. */
import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { commonOptionsBuilder } from '@grafana/ui';
import { LossPlotPanel } from './LossPlotPanel';
import { migrateLossPlot } from './migrations';
import { addLossPlotOptions } from './editor';
import type { LossPlotOptions } from './options';
import { suggestLossPlot } from './suggestions';

export const plugin = new PanelPlugin<LossPlotOptions>(LossPlotPanel)
  .setPanelOptions(addLossPlotOptions)
  .useFieldConfig({
    standardOptions: {
      [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.PaletteClassic } },
    },
    useCustomConfig: (builder) => commonOptionsBuilder.addHideFrom(builder),
  })
  .setMigrationHandler(migrateLossPlot)
  .setSuggestionsSupplier(suggestLossPlot);
