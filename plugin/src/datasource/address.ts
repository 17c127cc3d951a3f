/** Addresses of the exporter: what a person may type, and where the browser sends requests. */
import type { DataSourceInstanceSettings } from '@grafana/data';
import type { TrainingOptions } from './options';

/** The exporter's own default (TRAINING_LISTEN). */
export const DEFAULT_ADDRESS = 'http://localhost:4319';

/**
 * Where the datasource sends requests: the one place that knows. In Grafana this is the datasource's proxy, whose
 * routes add the token; on the exporter's own page it is the exporter itself (an empty text: the page's own origin).
 * Paths are the same behind both.
 */
export function baseAddress(settings: Pick<DataSourceInstanceSettings<TrainingOptions>, 'url'>): string {
  return (settings.url ?? '').replace(/\/+$/, '');
}

/** What is wrong with a typed address, in words that say what to do; null when nothing is. */
export function addressProblem(address: string): string | null {
  if (address.trim() === '') return `Enter the address of the exporter, such as ${DEFAULT_ADDRESS}`;
  if (address !== address.trim()) return 'Remove the spaces around the address';
  if (!/^https?:\/\//i.test(address)) return 'Begin the address with http:// or https://';
  if (!URL.canParse(address)) return `This is not an address; it should look like ${DEFAULT_ADDRESS}`;
  const { pathname, search, hash, username } = new URL(address);
  if (username !== '') return 'Leave user and password out of the address: the token has a field of its own';
  if (search !== '' || hash !== '') return 'Leave out everything after ? and #';
  if (/\/analytics\/?$/.test(pathname)) return 'Leave out /analytics: the datasource adds it';
  return null;
}
