import { ContractError } from '@shadower-training/contract';
import type { MeasurementRow, Replacement, RowsOfTags, StoreWriter } from '../store/port.js';
import { sessionKey } from './session.js';

const RETRY_AFTER_SECONDS = 2;

/** What holding asks of the projection. */
export interface HoldingParts {
  readonly store: Pick<StoreWriter, 'applyRows' | 'coveredThrough' | 'release' | 'replace'>;
  /** Whether a session is in memory, or on its way there or out of the store. */
  readonly isMoving: (workspaceId: string, sessionId: string) => boolean;
}

/**
 * Sessions at rest that retention works on. While one is held its points are read and written anew, so nothing may come in
 * between: what comes is asked to come again a moment later.
 */
export class HeldSessions {
  private readonly held = new Set<string>();

  constructor(private readonly parts: HoldingParts) {}

  /** @returns Whether the session is held now; not when it has news. */
  hold(workspaceId: string, sessionId: string): boolean {
    const key = sessionKey(workspaceId, sessionId);
    if (this.held.has(key) || this.parts.isMoving(workspaceId, sessionId)) return false;
    this.held.add(key);
    return true;
  }

  /** @throws ContractError `too_many_requests` for a session that is held. */
  refuseHeld(key: string): void {
    if (this.held.size === 0 || !this.held.has(key)) return;
    throw new ContractError(
      'too_many_requests',
      'the old points of this session are being downsampled: send the request again later',
      [],
      RETRY_AFTER_SECONDS,
    );
  }

  /** Takes away what an earlier attempt has left. */
  async clear(workspaceId: string, sessionId: string, rows: readonly RowsOfTags[]): Promise<void> {
    if (!this.isHere(workspaceId, sessionId)) return;
    const key = sessionKey(workspaceId, sessionId);
    await this.parts.store.replace(key, this.parts.store.coveredThrough(key), { rows, entities: [] });
  }

  /** Adds points, which get persistent at once: a slice of them is a small transaction. */
  add(workspaceId: string, sessionId: string, rows: readonly MeasurementRow[]): void {
    if (!this.isHere(workspaceId, sessionId)) return;
    const { store } = this.parts;
    const key = sessionKey(workspaceId, sessionId);
    // Rows that no journal record brings back: the store may not leave them there.
    store.applyRows(key, store.coveredThrough(key), rows);
    store.release(key);
  }

  /** Ends holding, after the replacement is made. */
  async letGo(workspaceId: string, sessionId: string, replacement: Replacement | null): Promise<void> {
    const key = sessionKey(workspaceId, sessionId);
    const { store } = this.parts;
    try {
      if (replacement !== null && this.isHere(workspaceId, sessionId))
        await store.replace(key, store.coveredThrough(key), replacement);
    } finally {
      this.held.delete(key);
    }
  }

  /** False when the session was deleted meanwhile: nothing of it may come back. */
  private isHere(workspaceId: string, sessionId: string): boolean {
    return this.held.has(sessionKey(workspaceId, sessionId)) && !this.parts.isMoving(workspaceId, sessionId);
  }
}
