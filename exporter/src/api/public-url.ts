import type { Configuration } from '../configuration/configuration.js';
import { urlOf } from '../configuration/listen-address.js';

/** The address for links: as configured, else where the exporter listens. */
export function publicUrlOf({ publicUrl, listen }: Pick<Configuration, 'publicUrl' | 'listen'>): string {
  return publicUrl ?? urlOf(listen);
}
