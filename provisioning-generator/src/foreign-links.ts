/** Reads provisioning/links.yaml: addresses of dashboards of other systems that the session dashboard links to. */
import { parse } from 'yaml';
import { z } from 'zod';
import type { ForeignLinks } from './parts/links.js';

/** An address within this Grafana or of another server; empty for none. */
const address = z
  .string()
  .regex(/^($|\/|https?:\/\/)/, 'must be empty, begin with / (in this Grafana), or with http:// or https://');
const linksSchema = z.strictObject({ logs: address, gpu: address });

/** @throws Error that says which entry is wrong, and what it must be. */
export function readForeignLinks(text: string, file: string): ForeignLinks {
  const { data, error } = linksSchema.safeParse(parse(text));
  if (error) throw new Error(`${file}: ${z.prettifyError(error)}`);
  return data;
}
