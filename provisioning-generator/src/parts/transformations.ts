/** Grafana's data transformations by the names that they have in its menu. */
import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';

/** Only these fields, and in this order. By a pattern: Grafana takes the plain name `time` for any field of times. */
export function onlyFields(...names: string[]): DataTransformerConfig[] {
  const indexByName = Object.fromEntries(names.map((name, index) => [name, index]));
  return [
    { id: 'filterFieldsByName', options: { include: { pattern: `^(${names.join('|')})$` } } },
    { id: 'organize', options: { excludeByName: {}, renameByName: {}, indexByName } },
  ];
}

/** Only fields whose names match. */
export const fieldsMatching = (pattern: string): DataTransformerConfig => ({
  id: 'filterFieldsByName',
  options: { include: { pattern } },
});

/** Times as text in a format of moment.js, so that rows can be grouped by day. */
export const formatTime = (timeField: string, outputFormat: string): DataTransformerConfig => ({
  id: 'formatTime',
  options: { timeField, outputFormat, useTimezone: true },
});

/** A row for each value of one field; of another field a calculation over the rows that share it. */
export const groupBy = (field: string, of: string, calculation: string): DataTransformerConfig => ({
  id: 'groupBy',
  options: {
    fields: {
      [field]: { operation: 'groupby', aggregations: [] },
      [of]: { operation: 'aggregate', aggregations: [calculation] },
    },
  },
});

export const sortBy = (field: string, descending = false): DataTransformerConfig => ({
  id: 'sortBy',
  options: { fields: {}, sort: [{ field, desc: descending }] },
});

export const limit = (rows: number): DataTransformerConfig => ({ id: 'limit', options: { limitField: String(rows) } });

/** Rows become columns: a row a field, a column a row, named by the first field. */
export const transpose = (firstFieldName: string): DataTransformerConfig => ({
  id: 'transpose',
  options: { firstFieldName },
});
