/** What the datasource is configured with. */
import type { DataSourceJsonData } from '@grafana/data';

/** Readable by everybody who may query. */
export interface TrainingOptions extends DataSourceJsonData {
  /** Address of the exporter as the Grafana server reaches it; the proxy route forwards to it. */
  url?: string;
  /** Whether queries may use the live stream; on unless set to false. */
  live?: boolean;
}

/** Kept by the Grafana server and added to requests by the proxy route; never seen by the browser again. */
export interface TrainingSecrets {
  token?: string;
}
