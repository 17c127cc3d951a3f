/** Names by which Grafana knows our plugins and dashboards. They are addresses: once published they don't change. */

export const APP_ID = 'shadower-training-app';
export const DATASOURCE_ID = 'shadower-training-datasource';
export const PANEL_IDS = { progress: 'shadower-trainingprogress-panel', loss: 'shadower-lossplot-panel' } as const;

/** Uids of the dashboards: at most 40 letters, digits, `-` and `_`. */
export const DASHBOARD_UIDS = {
  overview: 'shadower-training-overview',
  session: 'shadower-training-session',
  compare: 'shadower-training-compare',
  exporter: 'shadower-training-exporter',
} as const;

/** Uid of the provisioned datasource. */
export const DATASOURCE_UID = 'shadower-training';

/** Of Grafana's own data source for Prometheus. */
export const PROMETHEUS_ID = 'prometheus';

/** Every dashboard of ours carries it; the links between dashboards go by it. */
export const DASHBOARD_TAG = 'shadower-training';
