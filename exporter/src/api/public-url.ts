import type { Configuration } from '../configuration/configuration.js';
import { urlOf } from '../configuration/listen-address.js';

/** The address for links: as configured, else where the exporter listens. */
export function publicUrlOf({
  publicUrl,
  listen,
  tlsCertificate,
}: Pick<Configuration, 'publicUrl' | 'listen' | 'tlsCertificate'>): string {
  return publicUrl ?? (tlsCertificate === null ? urlOf(listen) : urlOf(listen).replace('http:', 'https:'));
}
