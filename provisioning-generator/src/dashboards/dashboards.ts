/** All dashboards, ready to be written. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { ForeignLinks } from '../parts/links.js';
import { compareDashboard } from './compare.js';
import { overviewDashboard } from './overview.js';
import { sessionDashboard } from './session.js';

export function dashboards(links: ForeignLinks): Dashboard[] {
  return [overviewDashboard(), sessionDashboard(links), compareDashboard()].map((builder) => shown(builder.build()));
}

/**
 * The SDK puts links and annotations into the menu of the dashboard's controls, where nobody looks; without a placement
 * they stand beside the variables.
 */
function shown(dashboard: Dashboard): Dashboard {
  for (const part of [...(dashboard.links ?? []), ...(dashboard.annotations.list ?? [])]) delete part.placement;
  return dashboard;
}
