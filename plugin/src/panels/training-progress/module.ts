/** The training progress panel as Grafana loads it. */
import { PanelPlugin } from '@grafana/data';
import { TrainingProgressPanel } from './TrainingProgressPanel';

export const plugin = new PanelPlugin(TrainingProgressPanel);
