import type { SessionSummary } from '@shadower-training/contract';
import type { StoredSeries } from '../store/port.js';
import type { StoredInternal } from './session.js';
import type { SessionPart } from './shared/session-part.js';

/** A session as it was left in the store. */
export interface RestingSession {
  readonly internal: StoredInternal;
  readonly summary: SessionSummary;
}

/** A session as it was left in a store that several exporters share: at least one part. */
export interface RestingParts {
  /** What this exporter knows; null when it never had a record of it. */
  readonly own: SessionPart | null;
  /** What others know, by exporter. */
  readonly others: ReadonlyMap<string, SessionPart>;
  /** Null when nobody can tell now. */
  readonly summary: SessionSummary | null;
}

/**
 * What the projection may ask of the past. Receivers and projection get this reader, never a store: a session that had
 * rested, or that another exporter served, comes back through it.
 */
export interface SessionHistory {
  /**
   * A session by its key; undefined when there is none.
   * @param mayBeNew It is about to start: where nobody can tell whether there is such a session, there is none.
   */
  session(
    workspaceId: string,
    sessionId: string,
    mayBeNew?: boolean,
  ): Promise<RestingSession | RestingParts | undefined>;
  /** Sessions that had not ended when they were last written. */
  unfinished(): Promise<readonly (RestingSession | RestingParts)[]>;
  /** Ids of some sessions of a workspace. */
  sessionIds(workspaceId: string, atMost: number): Promise<readonly string[]>;
  /** All values of metrics of a session, one series an attempt, in order of arrival; what was applied is included. */
  curves(workspaceId: string, sessionId: string, metrics: readonly string[]): Promise<readonly StoredSeries[]>;
}
