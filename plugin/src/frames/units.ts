/** Units of the contract in Grafana's words; the contract itself is imported for its types only. */
import type { FieldConfig } from '@grafana/data';
import type { Unit } from '@shadower-training/contract';

const GRAFANA_UNITS: Record<Unit, string> = {
  none: 'none',
  ratio: 'percentunit',
  percent: 'percent',
  count: 'short',
  seconds: 's',
  milliseconds: 'ms',
  hours: 'h',
  bytes: 'bytes',
  gigabytes: 'decgbytes',
  watts: 'watt',
  usd: 'currencyUSD',
  per_second: 'si:/s',
  flops: 'flops',
};

/** Grafana's id of a unit; undefined for none and for a unit of a newer exporter, so that the panel's own applies. */
export function grafanaUnit(unit: string | null): string | undefined {
  if (unit === null || unit === 'none') return undefined;
  return Object.hasOwn(GRAFANA_UNITS, unit) ? GRAFANA_UNITS[unit as Unit] : undefined;
}

/** What is counted, at the end of a metric's name: `train/train_samples_per_second` -> samples. */
const COUNTED = /([a-z]+)_per_sec(?:ond)?$/i;

/** Grafana's id of a metric's unit, with what a rate counts: 3 k samples/s. */
export function unitOfMetric(unit: string | null, metric: string): string | undefined {
  const counted = unit === 'per_second' ? COUNTED.exec(metric)?.[1] : undefined;
  return counted === undefined ? grafanaUnit(unit) : `si: ${counted.toLowerCase()}/s`;
}

/** The field configuration that the unit of a metric implies: shares and percentages have natural ends. */
export function configOfUnit(unit: string | null, metric: string): FieldConfig {
  const id = unitOfMetric(unit, metric);
  if (id === undefined) return {};
  if (unit === 'ratio') return { unit: id, min: 0, max: 1 };
  if (unit === 'percent') return { unit: id, min: 0, max: 100 };
  return { unit: id };
}
