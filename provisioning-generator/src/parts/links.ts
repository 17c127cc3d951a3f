/** Links to a session, between the dashboards, and to dashboards of other systems. */
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARD_TAG } from './ids.js';

/**
 * The column with the address of each row's session, over the time in which it ran: the links that the data source puts
 * on names need it, tables do not show it. Links of our own would only be added to those.
 */
export const ADDRESS_FIELD = 'dashboard_url';

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
