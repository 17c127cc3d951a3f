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
  per_second: 'cps',
  flops: 'flops',
};

/** Grafana's id of a unit; undefined for none and for a unit of a newer exporter, so that the panel's own applies. */
export function grafanaUnit(unit: string | null): string | undefined {
  if (unit === null || unit === 'none') return undefined;
  return Object.hasOwn(GRAFANA_UNITS, unit) ? GRAFANA_UNITS[unit as Unit] : undefined;
}

/** The field configuration that a unit implies: shares and percentages have natural ends. */
export function configOfUnit(unit: string | null): FieldConfig {
  const id = grafanaUnit(unit);
  if (id === undefined) return {};
  if (unit === 'ratio') return { unit: id, min: 0, max: 1 };
  if (unit === 'percent') return { unit: id, min: 0, max: 100 };
  return { unit: id };
}
