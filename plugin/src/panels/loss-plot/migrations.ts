/** Carries options of older versions over; one step a version, so that any old dashboard passes through all of them. */
import type { PanelModel } from '@grafana/data';
import { completeOptions, DEFAULT_OPTIONS, type LossPlotOptions } from './options';
import { Y_TRANSFORMS } from './yTransform';

/** Options of a dashboard made with any version so far. Version 0.1 is the first: only what is missing is filled in. */
export function migrateLossPlot(panel: Pick<PanelModel<Partial<LossPlotOptions>>, 'options'>): LossPlotOptions {
  const options = completeOptions(panel.options);
  const yTransform = Object.hasOwn(Y_TRANSFORMS, options.yTransform) ? options.yTransform : DEFAULT_OPTIONS.yTransform;
  // The slider keeps within its range; a dashboard written by hand needn't.
  return { ...options, yTransform, smoothing: Math.min(0.99, Math.max(0, Number(options.smoothing) || 0)) };
}
