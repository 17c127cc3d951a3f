/** The generated files: path below provisioning/ -> text. */
import { alertFiles } from './alerts/alert-files.js';
import type { AlertSettings } from './alerts/settings.js';
import { dashboards } from './dashboards/dashboards.js';
import type { ForeignLinks } from './parts/links.js';
import { checkDashboard } from './schema/dashboard.js';

/**
 * What `npm run provisioning` writes.
 * @throws Error that names the dashboard and the place in it where it is not what Grafana reads.
 */
export function generatedFiles(links: ForeignLinks, alerts: AlertSettings): Map<string, string> {
  return new Map([...dashboardFiles(links), ...alertFiles(alerts)]);
}

/** The dashboards alone. */
export function dashboardFiles(links: ForeignLinks): Map<string, string> {
  return new Map(
    dashboards(links).map((dashboard) => {
      const text = `${JSON.stringify(dashboard, null, 2)}\n`;
      checkDashboard(JSON.parse(text), dashboard.uid ?? dashboard.title ?? '');
      return [`dashboards/${dashboard.uid}.json`, text] as const;
    }),
  );
}
