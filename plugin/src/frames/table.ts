/** Query kind `table`: sessions side by side, a column a hyperparameter, metric, tag or part of the environment. */
import { FieldType, type DataFrame, type Field, type FieldConfig } from '@grafana/data';
import type { SessionsTable, TableColumn } from '@shadower-training/contract';
import { CELLS } from './cells';
import { dashboardLink, DASHBOARD_URL, dashboardUrlField, sessionDashboard, type GrafanaPlace } from './links';
import { metaOf, type Origin } from './meta';
import { stateMappings } from './states';
import { unitOfMetric } from './units';
import { SECONDS_PER_HOUR } from './values';

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
export function shownName(column: Pick<TableColumn, 'name'>): string {
  const dot = column.name.indexOf('.');
  return dot < 0 ? column.name : column.name.slice(dot + 1);
}

/**
 * Columns in hours as seconds: Grafana's unit of hours scales upwards only. `duration_hours` becomes `duration_seconds`,
 * as it is called in the list of sessions.
 */
export function inSeconds(table: SessionsTable): SessionsTable {
  const isHours = table.columns.map(({ unit }) => unit === 'hours');
  if (!isHours.includes(true)) return table;
  const columns = table.columns.map((column, index): TableColumn =>
    isHours[index] ? { ...column, name: column.name.replace(/_hours$/, '_seconds'), unit: 'seconds' } : column,
  );
  const rows = table.rows.map((row) =>
    row.map((value, index) => (isHours[index] && typeof value === 'number' ? value * SECONDS_PER_HOUR : value)),
  );
  return { ...table, columns, rows };
}

/** A column with its unit, and what panels need to know of it. */
export function columnField(column: TableColumn, values: unknown[]): Field {
  const isState = column.name === 'state';
  const custom: TableColumnConfig = { kind: column.kind, differs: column.differs };
  const unit = unitOfMetric(column.unit, column.name);
  const config: FieldConfig = {
    displayNameFromDS: shownName(column),
    custom: isState ? { ...custom, cellOptions: CELLS.coloredText } : custom,
    ...(unit === undefined ? {} : { unit }),
    ...(isState ? { mappings: stateMappings() } : {}),
  };
  return { name: column.name, type: TYPES[column.type], config, values };
}

/** The session's own columns that lead to its page. */
const LINKED = new Set(['session_id', 'name']);

/** What a table that leaves out the rest must keep, to tell which session a row is. */
const IDENTIFYING = LINKED;

/** A hidden column with the address of each session's dashboard: links can only name columns. */
function dashboardField(table: SessionsTable, grafana: GrafanaPlace): Field {
  const place = (name: string) => table.columns.findIndex((column) => column.name === name);
  const [id, started, completed] = [place('session_id'), place('started_at'), place('completed_at')];
  const time = (value: unknown) => (typeof value === 'number' ? new Date(value).toISOString() : null);
  return dashboardUrlField(
    table.rows.map((row) =>
      sessionDashboard(grafana, [
        {
          session_id: String(row[id] ?? ''),
          started_at: time(row[started]) ?? '',
          completed_at: time(row[completed]),
        },
      ]),
    ),
  );
}

/**
 * The table as one frame.
 * @param onlyDiffering Leaves out columns in which all sessions agree, except those that identify a session.
 */
export function tableFrame(answer: SessionsTable, onlyDiffering: boolean, origin: Origin): DataFrame {
  const table = inSeconds(answer);
  const shown = table.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => !onlyDiffering || column.differs || IDENTIFYING.has(column.name));
  const fields = shown.map(({ column, index }) =>
    columnField(
      column,
      table.rows.map((row) => row[index] ?? null),
    ),
  );
  if (origin.grafana) {
    for (const field of fields) if (LINKED.has(field.name)) field.config.links = [dashboardLink(DASHBOARD_URL)];
    fields.push(dashboardField(table, origin.grafana));
  }
  return {
    refId: origin.refId,
    name: 'sessions',
    length: table.rows.length,
    fields,
    meta: metaOf(origin, { preferredVisualisationType: 'table' }),
  };
}
