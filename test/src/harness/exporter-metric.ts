import type { ExporterProcess } from './exporter-process.js';
import { exchange } from './http.js';

/** A counter or gauge of /metrics without labels, by its name behind `shadower_training_`; NaN when it is not there. */
export async function exporterMetric(exporter: ExporterProcess, name: string): Promise<number> {
  const { text } = await exchange(exporter.port, { method: 'GET', path: '/metrics' });
  const line = text.split('\n').find((each) => each.startsWith(`shadower_training_${name} `));
  return Number(line?.split(' ')[1] ?? NaN);
}

/** Status of /readyz: 200 while data can be accepted. */
export async function readiness(exporter: ExporterProcess): Promise<number> {
  return (await exchange(exporter.port, { method: 'GET', path: '/readyz' })).status;
}
