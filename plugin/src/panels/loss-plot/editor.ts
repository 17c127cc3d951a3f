/** The loss plot's options as the panel editor offers them. */
import type { ComponentType } from 'react';
import { standardEditorsRegistry, type PanelOptionsEditorBuilder, type StandardEditorProps } from '@grafana/data';
import { commonOptionsBuilder } from '@grafana/ui';
import { DEFAULT_OPTIONS, type LossPlotOptions, type XChoice } from './options';
import { Y_TRANSFORMS, type YTransform } from './yTransform';

const X_CHOICES: Array<{ value: XChoice; label: string; description?: string }> = [
  { value: 'auto', label: 'As in the data' },
  { value: 'step', label: 'Step' },
  { value: 'epoch', label: 'Epoch' },
  { value: 'tokens', label: 'Tokens' },
  { value: 'relative_time', label: 'Elapsed time' },
  { value: 'time', label: 'Time' },
];

const Y_CHOICES = Object.entries(Y_TRANSFORMS).map(([value, { label }]) => ({ value: value as YTransform, label }));

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
      path: 'limitToTimeRange',
      name: 'Limit to the time range',
      description: "Axes other than time show the whole session, whatever the dashboard's time range says",
      category: curves,
      defaultValue: DEFAULT_OPTIONS.limitToTimeRange,
      showIf: ({ xAxis }) => xAxis !== 'time',
    })
    .addSelect({
      path: 'yTransform',
      name: 'Values',
      description: 'Perplexity and bits per token take a loss to be the mean cross-entropy of a token in nats',
      category: curves,
      defaultValue: DEFAULT_OPTIONS.yTransform,
      settings: { options: Y_CHOICES },
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
    })
    .addBooleanSwitch({
      path: 'showAnnotations',
      name: 'Annotations',
      description: "The dashboard's; on axes other than time at the step that was logged then",
      category: marks,
      defaultValue: DEFAULT_OPTIONS.showAnnotations,
    })
    .addBooleanSwitch({
      path: 'showNames',
      name: 'Names at the curves',
      description: 'Of up to eight sessions, where their curves end',
      category: marks,
      defaultValue: DEFAULT_OPTIONS.showNames,
    });
  commonOptionsBuilder.addTooltipOptions(builder, false, false, { tooltip: DEFAULT_OPTIONS.tooltip });
  addLegendOptions(builder);
}

/** Grafana's own legend options; calculations apart, because those have another default here. */
function addLegendOptions(builder: PanelOptionsEditorBuilder<LossPlotOptions>): void {
  commonOptionsBuilder.addLegendOptions(builder, false);
  builder.addCustomEditor({
    id: 'legend.calcs',
    path: 'legend.calcs',
    name: 'Values',
    description: 'Calculations beside each name; a list of more than 12 curves shows none',
    category: ['Legend'],
    // Typed as any by Grafana's registry.
    editor: standardEditorsRegistry.get('stats-picker').editor as ComponentType<StandardEditorProps<string[]>>,
    defaultValue: DEFAULT_OPTIONS.legend.calcs,
    settings: { allowMultiple: true },
    showIf: (options) => options.legend?.showLegend !== false,
  });
}
