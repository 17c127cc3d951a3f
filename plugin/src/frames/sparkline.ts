/** A session's reduced curve -> the value of a table cell. */
import type { FieldConfig } from '@grafana/data';
import type { SessionSummary } from '@shadower-training/contract';
import { CELLS } from './cells';

/**
 * How Grafana's own table draws it. A list of numbers and no frame: Grafana puts references to the whole answer into
 * nested frames, which nothing can write as JSON any more (log rows, the inspector, snapshots).
 */
export const SPARKLINE: FieldConfig = { custom: { cellOptions: CELLS.sparkline } };

/** The values in the order of steps; null is a gap. */
export const sparklineOf = ({ sparkline }: SessionSummary): Array<number | null> | null => sparkline?.values ?? null;
