/** A session's reduced curve -> the frame in a table cell. */
import type { DataFrame } from '@grafana/data';
import type { Sparkline } from '@shadower-training/contract';
import { numberField } from './fields';

/** The value field comes first: Grafana's own sparkline cell draws the first number field. */
export function sparklineFrame(sparkline: Sparkline): DataFrame {
  return {
    name: sparkline.metric,
    length: sparkline.values.length,
    fields: [numberField(sparkline.metric, sparkline.values), numberField('step', sparkline.steps)],
  };
}
