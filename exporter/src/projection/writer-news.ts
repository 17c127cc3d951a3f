import type { LivePointsOfSeries, SessionSummary } from '@shadower-training/contract';

/** What the writer thread tells on its own, at most about once a second a session. */
export interface WriterNews {
  readonly sessions: readonly SessionSummary[];
  /** Newest values of each of them, at the same place. */
  readonly metrics: readonly NewestValues[];
  readonly points: readonly (LivePointsOfSeries & { readonly workspace_id: string })[];
  readonly skipped: boolean;
  /** Sessions that another exporter serves, as it last wrote them. */
  readonly elsewhere?: readonly SessionSummary[];
  /** Sessions that were deleted. */
  readonly deleted: readonly { readonly workspace_id: string; readonly session_id: string }[];
}

/**
 * Newest values of a session by canonical name, in the units of the contract. Resource samples stand for the whole
 * session: of several GPUs or processes the mean of shares, the sum of amounts.
 */
export type NewestValues = Readonly<Record<string, number>>;
