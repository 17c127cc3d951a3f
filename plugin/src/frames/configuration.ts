/** Query kind `progress`, part `configuration`: what a session was started with, a row a key. */
import type { DataFrame } from '@grafana/data';
import type { SessionSummary } from '@shadower-training/contract';
import { stringField } from './fields';
import { metaOf, type Origin } from './meta';

interface Row {
  section: string;
  key: string;
  value: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nested objects become dotted keys; lists stay one value. */
function rowsOf(section: string, value: unknown, prefix = ''): Row[] {
  if (value === undefined || value === null) return [];
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, inner]) => rowsOf(section, inner, prefix ? `${prefix}.${key}` : key));
  }
  return [{ section, key: prefix, value: typeof value === 'string' ? value : JSON.stringify(value) }];
}

/** Hyperparameters first: they are what people compare. */
export function configurationFrame(session: SessionSummary, origin: Origin): DataFrame {
  const configuration = { ...session.training_config, hyperparameters: undefined };
  const rows = [
    ...rowsOf('hyperparameters', session.hyperparameters),
    ...rowsOf('configuration', configuration),
    ...rowsOf('objective', session.objective),
    ...rowsOf('monitoring', session.monitoring_config),
    ...rowsOf('tags', session.tags),
    ...rowsOf('environment', session.environment),
    ...rowsOf('architecture', session.architecture),
  ];
  return {
    refId: origin.refId,
    name: 'configuration',
    length: rows.length,
    fields: [
      stringField(
        'section',
        rows.map((row) => row.section),
      ),
      stringField(
        'key',
        rows.map((row) => row.key),
      ),
      stringField(
        'value',
        rows.map((row) => row.value),
      ),
    ],
    meta: metaOf(origin, { preferredVisualisationType: 'table' }),
  };
}
