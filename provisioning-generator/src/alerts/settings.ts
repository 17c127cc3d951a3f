/** Reads provisioning/alerts.yaml: where the links of alerts lead. */
import { parse } from 'yaml';
import { z } from 'zod';

/** Addresses that alerts name. */
export interface AlertSettings {
  /** Grafana as people reach it, without a slash at the end. */
  readonly grafana: string;
  /** Where docs/runbooks.md can be read; `#` and the alert's name are put behind it. */
  readonly runbooks: string;
}

const settingsSchema = z.strictObject({
  grafana: z
    .string()
    .regex(/^https?:\/\/[^\s{}]*[^\s{}/]$/, 'must begin with http:// or https:// and not end with a slash'),
  runbooks: z.string().regex(/^[^\s#{}]+$/, 'must be an address without # and spaces'),
});

/** @throws Error that says which entry is wrong, and what it must be. */
export function readAlertSettings(text: string, file: string): AlertSettings {
  const { data, error } = settingsSchema.safeParse(parse(text));
  if (error) throw new Error(`${file}: ${z.prettifyError(error)}`);
  return data;
}

/** The address of an alert's runbook. */
export const runbookOf = ({ runbooks }: AlertSettings, alert: string): string => `${runbooks}#${alert.toLowerCase()}`;
