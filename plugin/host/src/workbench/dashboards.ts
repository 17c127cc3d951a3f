/** The provisioned dashboards, as far as the workbench reads them. Their whole form is checked where they are made. */
import { stringToJsRegex, type DataQuery, type FieldConfigSource } from '@grafana/data';
import compare from '../../../../provisioning/dashboards/shadower-training-compare.json';
import overview from '../../../../provisioning/dashboards/shadower-training-overview.json';
import session from '../../../../provisioning/dashboards/shadower-training-session.json';
import type { VariableQuery } from '../../../src/datasource/variable-query';

export interface DashboardPanel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: DataQuery[];
  options?: object;
  fieldConfig?: FieldConfigSource;
  /** Of a row that is shut. */
  panels?: DashboardPanel[];
}

export interface DashboardVariable {
  name: string;
  type: string;
  query?: VariableQuery | string;
  current?: { value: string | string[] };
  multi: boolean;
  allValue?: string;
  /** Which of the offered values count, as `/pattern/`. */
  regex?: string;
}

export interface StoredDashboard {
  uid: string;
  title: string;
  time: { from: string; to: string };
  panels: DashboardPanel[];
  templating: { list: DashboardVariable[] };
  annotations: { list: Array<{ name: string; target?: DataQuery }> };
}

/** By uid. */
export const DASHBOARDS = Object.fromEntries(
  [overview, session, compare].map((dashboard) => [dashboard.uid, dashboard as unknown as StoredDashboard]),
);

/** Panels that ask something, those of shut rows below the rest. */
export function askingPanels({ panels }: Pick<StoredDashboard, 'panels'>): DashboardPanel[] {
  return panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).filter(({ targets }) => targets?.length);
}

/** What a variable holds when nobody has chosen: All as it is sent, what the dashboard says, or the first value. */
export function firstValue(variable: DashboardVariable, values: readonly string[]): string | string[] {
  const { regex } = variable;
  const offered = regex ? values.filter((value) => stringToJsRegex(regex).test(value)) : values;
  const said = [variable.current?.value ?? []].flat();
  if (said.includes('$__all')) return variable.allValue ?? [...offered];
  const chosen = said.filter((value) => offered.includes(value));
  const first = chosen.length > 0 ? chosen : offered.slice(0, 1);
  return variable.multi ? first : (first[0] ?? '');
}
