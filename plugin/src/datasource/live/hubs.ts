/**
 * The tab's hubs. Grafana loads the datasource's module once a tab, and makes an instance of the class again whenever
 * settings change: the hubs outlive the instances. A stream belongs to one workspace, so there is one hub for each.
 */
import { LiveHub, type HubParts } from './hub';

const hubs = new Map<string, LiveHub>();

/** The hub of a datasource and workspace; made when it is first asked for. */
export function hubOf(datasourceUid: string, workspace: string | undefined, parts: () => HubParts): LiveHub {
  const key = `${datasourceUid}\u0000${workspace ?? ''}`;
  const hub = hubs.get(key) ?? new LiveHub(parts());
  hubs.set(key, hub);
  return hub;
}
