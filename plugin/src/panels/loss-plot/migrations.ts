/** Carries options of older versions over; one step a version, so that any old dashboard passes through all of them. */
import type { PanelModel } from '@grafana/data';
import { completeOptions, type LossPlotOptions } from './options';

/** Options of a dashboard made with any version so far. Version 0.1 is the first: only what is missing is filled in. */
export function migrateLossPlot(panel: Pick<PanelModel<Partial<LossPlotOptions>>, 'options'>): LossPlotOptions {
  const options = completeOptions(panel.options);
  // The slider keeps within its range; a dashboard written by hand needn't.
  return { ...options, smoothing: Math.min(0.99, Math.max(0, Number(options.smoothing) || 0)) };
}
