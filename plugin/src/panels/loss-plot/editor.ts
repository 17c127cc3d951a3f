/** The loss plot's options as the panel editor offers them. */
import type { PanelOptionsEditorBuilder, SelectFieldConfigSettings } from '@grafana/data';
import { LegendDisplayMode, TooltipDisplayMode } from '@grafana/ui';
import { DEFAULT_OPTIONS, type LossPlotOptions, type XChoice } from './options';

const X_CHOICES: Array<{ value: XChoice; label: string; description?: string }> = [
  { value: 'auto', label: 'As in the data' },
  { value: 'step', label: 'Step' },
  { value: 'epoch', label: 'Epoch' },
  { value: 'tokens', label: 'Tokens' },
  { value: 'relative_time', label: 'Elapsed time' },
  { value: 'time', label: 'Time' },
];

/** Ids are those of Grafana's calculations, of which more may be set by hand. */
const CALCULATIONS = [
  { value: 'lastNotNull', label: 'Last' },
  { value: 'min', label: 'Min' },
  { value: 'max', label: 'Max' },
  { value: 'mean', label: 'Mean' },
];

export function addLossPlotOptions(builder: PanelOptionsEditorBuilder<LossPlotOptions>): void {
  const curves = ['Curves'];
  const marks = ['Marks'];
  builder
    .addSelect({
      path: 'xAxis',
      name: 'X-axis',
      category: curves,
      defaultValue: DEFAULT_OPTIONS.xAxis,
      settings: { options: X_CHOICES },
    })
    .addBooleanSwitch({
      path: 'logScale',
      name: 'Log scale',
      category: curves,
      defaultValue: DEFAULT_OPTIONS.logScale,
    })
    .addSliderInput({
      path: 'smoothing',
      name: 'Smoothing',
      description: 'Weight of the past in an exponential moving average; the values themselves stay faintly behind',
      category: curves,
      defaultValue: DEFAULT_OPTIONS.smoothing,
      settings: { min: 0, max: 0.99, step: 0.01 },
    })
    .addTextInput({
      path: 'stripMetrics',
      name: 'Metrics in strips below',
      description: 'A regular expression; empty for no strips',
      category: curves,
      defaultValue: DEFAULT_OPTIONS.stripMetrics,
    })
    .addBooleanSwitch({
      path: 'showBest',
      name: 'Best value',
      category: marks,
      defaultValue: DEFAULT_OPTIONS.showBest,
    })
    .addBooleanSwitch({
      path: 'showEarlyStop',
      name: 'Early stop',
      description: 'Where training was stopped early, else where it could have been: at its best',
      category: marks,
      defaultValue: DEFAULT_OPTIONS.showEarlyStop,
    })
    .addBooleanSwitch({
      path: 'showOverfitting',
      name: 'Overfitting',
      description: 'From the best on, when the last validation value is 5 % worse and training kept improving',
      category: marks,
      defaultValue: DEFAULT_OPTIONS.showOverfitting,
    })
    .addBooleanSwitch({
      path: 'showAttempts',
      name: 'Attempts',
      category: marks,
      defaultValue: DEFAULT_OPTIONS.showAttempts,
    });
  addTooltipOptions(builder);
  addLegendOptions(builder);
}

/** As Grafana's own tooltip options, but with all values from the start. */
function addTooltipOptions(builder: PanelOptionsEditorBuilder<LossPlotOptions>): void {
  const category = ['Tooltip'];
  const { tooltip } = DEFAULT_OPTIONS;
  builder
    .addRadio({
      path: 'tooltip.mode',
      name: 'Tooltip mode',
      category,
      defaultValue: tooltip.mode,
      settings: {
        options: [
          { value: TooltipDisplayMode.Single, label: 'Single' },
          { value: TooltipDisplayMode.Multi, label: 'All' },
          { value: TooltipDisplayMode.None, label: 'Hidden' },
        ],
      },
    })
    .addRadio<unknown, SelectFieldConfigSettings<unknown>>({
      path: 'tooltip.sort',
      name: 'Values sort order',
      category,
      defaultValue: tooltip.sort,
      settings: {
        options: [
          { value: 'none', label: 'None' },
          { value: 'asc', label: 'Ascending' },
          { value: 'desc', label: 'Descending' },
        ],
      },
      showIf: (options) => options.tooltip?.mode !== TooltipDisplayMode.Single,
    });
}

/** As Grafana's own legend options, but with calculations on from the start and those that know NaN. */
function addLegendOptions(builder: PanelOptionsEditorBuilder<LossPlotOptions>): void {
  const category = ['Legend'];
  const { legend } = DEFAULT_OPTIONS;
  const isShown = (options: LossPlotOptions) => options.legend?.showLegend !== false;
  builder
    .addBooleanSwitch({ path: 'legend.showLegend', name: 'Visibility', category, defaultValue: legend.showLegend })
    .addRadio({
      path: 'legend.displayMode',
      name: 'Mode',
      category,
      defaultValue: legend.displayMode,
      settings: {
        options: [
          { value: LegendDisplayMode.List, label: 'List' },
          { value: LegendDisplayMode.Table, label: 'Table' },
        ],
      },
      showIf: isShown,
    })
    .addRadio({
      path: 'legend.placement',
      name: 'Placement',
      category,
      defaultValue: legend.placement,
      settings: {
        options: [
          { value: 'bottom', label: 'Bottom' },
          { value: 'right', label: 'Right' },
        ],
      },
      showIf: isShown,
    })
    .addMultiSelect<unknown, SelectFieldConfigSettings<unknown>>({
      path: 'legend.calcs',
      name: 'Values',
      category,
      defaultValue: legend.calcs,
      settings: { options: CALCULATIONS },
      showIf: isShown,
    });
}
