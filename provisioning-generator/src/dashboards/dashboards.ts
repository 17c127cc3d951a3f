/** The dashboards, ready to be written. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { ForeignLinks } from '../parts/links.js';
import { compareDashboard } from './compare.js';
import { exporterDashboard } from './exporter-health.js';
import { overviewDashboard } from './overview.js';
import { sessionDashboard } from './session.js';

/** Those that ask the exporter. */
export function dashboards(links: ForeignLinks): Dashboard[] {
  return [overviewDashboard(), sessionDashboard(links), compareDashboard()].map((builder) => shown(builder.build()));
}

/** Those that ask Prometheus: loaded only where there is one, or they would stand there broken. */
export function prometheusDashboards(): Dashboard[] {
  return [exporterDashboard()].map((builder) => shown(builder.build()));
}

/**
 * The SDK puts links and annotations into the menu of the dashboard's controls, where nobody looks; without a placement
 * they stand beside the variables.
 */
function shown(dashboard: Dashboard): Dashboard {
  for (const part of [...(dashboard.links ?? []), ...(dashboard.annotations.list ?? [])]) delete part.placement;
  return dashboard;
}
