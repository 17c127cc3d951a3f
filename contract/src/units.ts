/**
 * Units of metrics, named once. `grafana` is the unit id that Grafana's field configuration takes
 * (https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts).
 */
export const UNITS = {
  none: { grafana: 'none', description: 'a plain number' },
  ratio: { grafana: 'percentunit', description: '0 to 1' },
  percent: { grafana: 'percent', description: '0 to 100' },
  count: { grafana: 'short', description: 'how many' },
  seconds: { grafana: 's', description: 'seconds' },
  milliseconds: { grafana: 'ms', description: 'milliseconds' },
  hours: { grafana: 'h', description: 'hours' },
  bytes: { grafana: 'bytes', description: 'bytes' },
  gigabytes: { grafana: 'decgbytes', description: '10^9 bytes' },
  watts: { grafana: 'watt', description: 'watts' },
  usd: { grafana: 'currencyUSD', description: 'US dollars' },
  per_second: { grafana: 'suffix:/s', description: 'how many a second' },
  flops: { grafana: 'flops', description: 'floating-point operations' },
} as const;

/** Name of a unit in {@link UNITS}. */
export type Unit = keyof typeof UNITS;
