import type { SessionSummary } from '@shadower-training/contract';
import type { StoredSeries } from '../store/port.js';
import type { StoredInternal } from './session.js';

/** A session as it was left in the store. */
export interface RestingSession {
  readonly internal: StoredInternal;
  readonly summary: SessionSummary;
}

/**
 * What the projection may ask of the past. Receivers and projection get this reader, never a store: a session that had
 * rested, or that another exporter served, comes back through it.
 */
export interface SessionHistory {
  /** A session by its key; undefined when there is none. */
  session(workspaceId: string, sessionId: string): Promise<RestingSession | undefined>;
  /** Sessions that had not ended when they were last written. */
  unfinished(): Promise<readonly RestingSession[]>;
  /** All values of metrics of a session, one series an attempt, in order of arrival; what was applied is included. */
  curves(workspaceId: string, sessionId: string, metrics: readonly string[]): Promise<readonly StoredSeries[]>;
}
