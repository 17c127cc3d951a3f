/** What a session was started with, as keys and values. */
import type { SessionSummary } from '@shadower-training/contract';

export interface ConfigurationRow {
  section: string;
  /** Dotted where it lies in an object. */
  key: string;
  /** As text: lists are JSON. */
  value: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nested objects become dotted keys; lists stay one value. */
function rowsOf(section: string, value: unknown, prefix = ''): ConfigurationRow[] {
  if (value === undefined || value === null) return [];
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, inner]) => rowsOf(section, inner, prefix ? `${prefix}.${key}` : key));
  }
  return [{ section, key: prefix, value: typeof value === 'string' ? value : JSON.stringify(value) }];
}

/** All keys of a session, hyperparameters first: they are what people compare. */
export function configurationRows(session: SessionSummary): ConfigurationRow[] {
  const configuration = { ...session.training_config, hyperparameters: undefined };
  return [
    ...rowsOf('hyperparameters', session.hyperparameters),
    ...rowsOf('configuration', configuration),
    ...rowsOf('objective', session.objective),
    ...rowsOf('monitoring', session.monitoring_config),
    ...rowsOf('tags', session.tags),
    ...rowsOf('environment', session.environment),
    ...rowsOf('architecture', session.architecture),
  ];
}
