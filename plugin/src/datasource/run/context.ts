/** What a query kind is run with. */
import type { Notice } from '@shadower-training/contract';
import type { GrafanaPlace } from '../../frames/links';
import type { Origin } from '../../frames/meta';
import type { ExporterClient } from '../client/client';
import type { LiveHub } from '../live/hub';
import type { TrainingQuery } from '../query';

/** Explore shows curves as rows too; Grafana's table shall have their x as a column; any other panel is alike. */
export type ShownBy = 'explore' | 'table' | 'panel';

export interface RunContext {
  client: ExporterClient;
  /** The query without variables. */
  query: TrainingQuery;
  /** The dashboard's range in epoch milliseconds. */
  from: number;
  to: number;
  /** Whether the range ends "now": then it moves on, and what starts after `to` belongs to it as well. */
  openEnd: boolean;
  /** What draws the answer, as far as it changes it. */
  shownBy: ShownBy;
  /** Points that fit the panel. */
  points: number;
  /** The tab's stream; null where the answer shall not follow it. */
  hub: LiveHub | null;
  /** What a reader should know of the query itself, such as a filter that can't be applied. */
  notices: readonly Notice[];
  /** Where dashboards are; null on the exporter's own page. */
  grafana: GrafanaPlace | null;
}

/** Where the frames of an answer come from. */
export function originOf(
  { query, notices, grafana }: RunContext,
  executed: string,
  more: readonly Notice[] = [],
): Origin {
  return { refId: query.refId, executed, notices: [...notices, ...more], grafana };
}
