/** What every frame says about where it comes from. */
import type { QueryResultMeta } from '@grafana/data';
import type { Notice } from '@shadower-training/contract';
import type { GrafanaPlace } from './links';

/** Handed to each builder of frames by the query that asked. */
export interface Origin {
  refId: string;
  /** The request as sent, for the query inspector. */
  executed: string;
  notices?: readonly Notice[];
  /** Where dashboards are; null where there are none, as on the exporter's own page. */
  grafana?: GrafanaPlace | null;
}

/** The part of a frame's meta that does not depend on the kind. */
export function metaOf(origin: Origin, rest: QueryResultMeta = {}): QueryResultMeta {
  const notices = origin.notices?.map(({ severity, text }) => ({ severity, text }));
  return { ...rest, executedQueryString: origin.executed, ...(notices?.length ? { notices } : {}) };
}

/** Our panels, by which Explore draws a frame. */
export const PANEL_IDS = {
  progress: 'shadower-trainingprogress-panel',
  loss: 'shadower-lossplot-panel',
} as const;
