/** Query kind `table`: sessions side by side, a column a hyperparameter, metric, tag or part of the environment. */
import { FieldType, type DataFrame, type Field, type FieldConfig } from '@grafana/data';
import type { SessionsTable, TableColumn } from '@shadower-training/contract';
import { metaOf, type Origin } from './meta';
import { stateMappings } from './states';
import { grafanaUnit } from './units';

/** `field.config.custom` of a column: panels group by kind and can show only what differs. */
export interface TableColumnConfig {
  kind: TableColumn['kind'];
  differs: boolean;
}

const TYPES: Record<TableColumn['type'], FieldType> = {
  string: FieldType.string,
  number: FieldType.number,
  boolean: FieldType.boolean,
  time: FieldType.time,
};

/** `hyperparameters.learning_rate` is shown as `learning_rate`; the kind already says the rest. */
function shownName(column: TableColumn): string {
  const dot = column.name.indexOf('.');
  return dot < 0 ? column.name : column.name.slice(dot + 1);
}

function fieldOf(column: TableColumn, values: unknown[]): Field {
  const custom: TableColumnConfig = { kind: column.kind, differs: column.differs };
  const unit = grafanaUnit(column.unit);
  const config: FieldConfig = {
    displayNameFromDS: shownName(column),
    custom,
    ...(unit === undefined ? {} : { unit }),
    ...(column.name === 'state' ? { mappings: stateMappings() } : {}),
  };
  return { name: column.name, type: TYPES[column.type], config, values };
}

/**
 * The table as one frame.
 * @param onlyDiffering Leaves out columns in which all sessions agree, except those that identify a session.
 */
export function tableFrame(table: SessionsTable, onlyDiffering: boolean, origin: Origin): DataFrame {
  const shown = table.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => !onlyDiffering || column.differs || column.kind === 'identity');
  return {
    refId: origin.refId,
    name: 'sessions',
    length: table.rows.length,
    fields: shown.map(({ column, index }) =>
      fieldOf(
        column,
        table.rows.map((row) => row[index] ?? null),
      ),
    ),
    meta: metaOf(origin, { preferredVisualisationType: 'table' }),
  };
}
