/** Links from a session to its pages: the dashboard that shows it in its own time, and the exporter's page. */
import type { DataLink, Field } from '@grafana/data';
import { stringField } from './fields';
import { timeOf } from './values';

/** Where Grafana is: what an address inside it begins with, and whose dashboards it shows. */
export interface GrafanaPlace {
  /** Path under which Grafana is served; empty at the root. */
  subPath: string;
  orgId: number;
  /** Uid of the data source, and the workspace asked for: the dashboard can choose between several. */
  datasource?: string;
  workspace?: string;
}

/** The dashboard "Training session" (provisioning/dashboards); its variable `session` takes session ids. */
const DASHBOARD = '/d/shadower-training-session';

/** Room around a session, so that its ends are not cut off: a fiftieth of its length, at least half a minute. */
const SHARE = 1 / 50;
const LEAST_MILLISECONDS = 30_000;

/** When something began and ended; null for what still goes on. */
export interface Span {
  started_at: string;
  completed_at: string | null;
}

/** A time range that shows all of them, as dashboards take it. */
export function rangeAround(spans: readonly Span[]): { from: string; to: string } {
  const begin = Math.min(...spans.map(({ started_at }) => timeOf(started_at) ?? Infinity));
  const ends = spans.map(({ completed_at }) => timeOf(completed_at));
  if (!Number.isFinite(begin)) return { from: 'now-24h', to: 'now' };
  const known = ends.filter((end) => end !== null);
  const goesOn = known.length < ends.length;
  const end = Math.max(begin, ...known);
  const room = Math.max(LEAST_MILLISECONDS, (end - begin) * SHARE);
  return { from: String(Math.floor(begin - room)), to: goesOn ? 'now' : String(Math.ceil(end + room)) };
}

/** Address of the dashboard of some sessions, in their own time range. */
export function sessionDashboard(
  { subPath, orgId, datasource, workspace }: GrafanaPlace,
  sessions: ReadonlyArray<Span & { session_id: string }>,
): string {
  const query = new URLSearchParams({ orgId: String(orgId) });
  if (datasource) query.set('var-datasource', datasource);
  if (workspace) query.set('var-workspace', workspace);
  for (const { session_id } of sessions) query.append('var-session', session_id);
  for (const [name, value] of Object.entries(rangeAround(sessions))) query.set(name, value);
  return `${subPath}${DASHBOARD}?${query.toString()}`;
}

export const dashboardLink = (url: string): DataLink => ({ title: 'Open dashboard', url });
export const pageLink = (url: string): DataLink => ({ title: "Open the exporter's page", url, targetBlank: true });

const DASHBOARD_FIELD = 'dashboard_url';

/**
 * An address that a frame has in a column, as it is: Grafana would encode once more what is encoded in it, and ids may have
 * any character.
 */
export const urlInField = (field: string): string => `\${__data.fields.${field}:raw}`;

/** For links of a frame that has {@link dashboardUrlField}. */
export const DASHBOARD_URL = urlInField(DASHBOARD_FIELD);

/** A column of addresses that is there for the links of others; tables do not show it. */
export function dashboardUrlField(urls: Array<string | null>): Field {
  return stringField(DASHBOARD_FIELD, urls, { custom: { hidden: true, hideFrom: { viz: true } } });
}
