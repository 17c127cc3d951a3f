/** Links to a session, between the dashboards, and to dashboards of other systems. */
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type DynamicConfigValue,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARD_TAG } from './ids.js';

/**
 * Address of a row's session over the time in which it ran. The data source answers it (`dashboard_url`), because an
 * address can't tell a session that still runs from one that has ended; the dashboard's own choices go along.
 */
const SESSION_ADDRESS = '${__data.fields.dashboard_url}&${datasource:queryparam}&${workspace:queryparam}';

/** The column that links to sessions need; tables do not show it. */
export const ADDRESS_FIELD = 'dashboard_url';

/** A property of fields: a click opens the row's session. It takes the place of the data source's own links. */
export const SESSION_LINK: DynamicConfigValue = {
  id: 'links',
  value: [{ title: 'Open session', url: SESSION_ADDRESS, targetBlank: false }],
};

/** A property of fields: no links, not even the data source's own. */
export const NO_LINKS: DynamicConfigValue = { id: 'links', value: [] };

/** Links from a dashboard to all others of ours, which keep the variables and the time range. */
export const dashboardsLink = () =>
  new DashboardLinkBuilder('Training dashboards')
    .type(DashboardLinkType.Dashboards)
    .tags([DASHBOARD_TAG])
    .asDropdown(false)
    .includeVars(true)
    .keepTime(true);

/** Links of the session dashboard to dashboards of other systems (provisioning/links.yaml); empty is no link. */
export interface ForeignLinks {
  /** Address of a dashboard or an Explore view with the logs of a host or pod. */
  logs: string;
  /** Address of a dashboard with the GPUs of a host, such as that of the DCGM exporter. */
  gpu: string;
}

const FOREIGN: Record<keyof ForeignLinks, { title: string; tooltip: string; icon: string }> = {
  logs: { title: 'Logs', tooltip: 'Logs of the hosts and pods of these sessions', icon: 'doc' },
  gpu: { title: 'GPUs', tooltip: 'GPUs of the hosts of these sessions', icon: 'bolt' },
};

export const foreignLinks = (links: ForeignLinks): DashboardLinkBuilder[] =>
  (Object.keys(FOREIGN) as (keyof ForeignLinks)[])
    .filter((name) => links[name] !== '')
    .map((name) =>
      new DashboardLinkBuilder(FOREIGN[name].title)
        .type(DashboardLinkType.Link)
        .icon(FOREIGN[name].icon)
        .tooltip(FOREIGN[name].tooltip)
        .url(links[name])
        .targetBlank(true)
        .keepTime(true),
    );
