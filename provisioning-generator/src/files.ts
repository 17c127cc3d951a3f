/** The generated files: path below provisioning/ -> text. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { alertFiles } from './alerts/alert-files.js';
import type { AlertSettings } from './alerts/settings.js';
import { dashboards, prometheusDashboards } from './dashboards/dashboards.js';
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
  const files = (folder: string, all: readonly Dashboard[]) =>
    all.map((dashboard) => {
      const text = `${JSON.stringify(dashboard, null, 2)}\n`;
      checkDashboard(JSON.parse(text), dashboard.uid ?? dashboard.title ?? '');
      return [`${folder}/${dashboard.uid}.json`, text] as const;
    });
  return new Map([
    ...files('dashboards', dashboards(links)),
    ...files('dashboards-prometheus', prometheusDashboards()),
  ]);
}
