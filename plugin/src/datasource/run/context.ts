/** What a query kind is run with. */
import type { ExporterClient } from '../client/client';
import type { LiveHub } from '../live/hub';
import type { TrainingQuery } from '../query';

export interface RunContext {
  client: ExporterClient;
  /** The query without variables. */
  query: TrainingQuery;
  /** The dashboard's range in epoch milliseconds. */
  from: number;
  to: number;
  /** Whether the range ends "now": then it moves on, and what starts after `to` belongs to it as well. */
  openEnd: boolean;
  /** Points that fit the panel. */
  points: number;
  /** The tab's stream; null where the answer shall not follow it. */
  hub: LiveHub | null;
}
