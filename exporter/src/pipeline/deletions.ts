import { ContractError } from '@shadower-training/contract';
import type { GroupCommit } from '../journal/group-commit.js';
import { BODY_VERSION } from '../journal/record-body.js';
import type { JournalRecord } from '../journal/record.js';
import type { Projection } from '../projection/projection.js';
import { workspaceKey } from '../projection/removals.js';
import { sessionKey } from '../projection/session.js';
import type { OneAtATime } from './one-at-a-time.js';
import type { SessionCounts } from './session-counts.js';

/** When a client should come back after the disk refused a commit. */
const RETRY_AFTER_SECONDS = 5;

/** What deletions are composed of. */
export interface DeletionParts {
  readonly commit: GroupCommit;
  readonly projection: Projection;
  readonly sessions: SessionCounts;
  /** That of the starts: a start and a deletion of one session wait for each other. */
  readonly starts: OneAtATime;
}

/** Makes deletions durable; the projection carries them out. */
export class Deletions {
  constructor(private readonly parts: DeletionParts) {}

  /**
   * Deletes a session. Resolves when that is durable.
   * @throws ContractError `not_found`; `unavailable` when the disk refuses.
   */
  session(workspaceId: string, sessionId: string): Promise<void> {
    const { projection, starts, sessions } = this.parts;
    const key = sessionKey(workspaceId, sessionId);
    return starts.run(key, async () => {
      if (projection.removals.isLeaving(workspaceId, sessionId) || !(await projection.find(workspaceId, sessionId)))
        throw new ContractError('not_found', 'there is no such session in this workspace');
      await this.append(key, workspaceId, sessionId);
      sessions.remove(workspaceId);
    });
  }

  /**
   * Deletes a session that has ended and has no news since an instant, as retention asks.
   * @param newsBefore Epoch milliseconds.
   * @returns Whether it did.
   */
  ended(workspaceId: string, sessionId: string, newsBefore: number): Promise<boolean> {
    const { projection, starts, sessions } = this.parts;
    const key = sessionKey(workspaceId, sessionId);
    return starts.run(key, async () => {
      if (projection.removals.isLeaving(workspaceId, sessionId)) return false;
      const facts = (await projection.find(workspaceId, sessionId))?.facts;
      if (!facts || facts.finished === null || facts.last_news_at >= newsBefore) return false;
      await this.append(key, workspaceId, sessionId);
      sessions.remove(workspaceId);
      return true;
    });
  }

  /**
   * Deletes a workspace with all its sessions. Resolves when that is durable.
   * @throws ContractError `not_found` when it has no session; `unavailable` when the disk refuses.
   */
  async workspace(workspaceId: string): Promise<void> {
    const { projection, sessions } = this.parts;
    const key = workspaceKey(workspaceId);
    if (projection.removals.isLeaving(workspaceId, '')) return;
    if (!(await projection.hasSessions(workspaceId)))
      throw new ContractError('not_found', 'there is no such workspace');
    await this.append(key, workspaceId, '');
    sessions.forget(workspaceId);
  }

  private append(key: string, workspace_id: string, session_id: string): Promise<void> {
    const { commit, projection } = this.parts;
    // Nothing of it is accepted from here on: every record of it has a lower id than the deletion.
    projection.removals.leave(key);
    const record: JournalRecord = {
      ...{ kind: 'delete', version: BODY_VERSION, workspace_id, session_id, attempt: 0 },
      ...{ received_at: Date.now(), producer: null, sequence: null, body: new Uint8Array(0) },
    };
    return new Promise((resolve, reject) => {
      commit.append(
        record,
        (id) => {
          void projection.removals.carryOut({ ...record, id });
          resolve();
        },
        () => {
          projection.removals.stay(key);
          const message = 'the exporter could not write to its disk; nothing was deleted, send the request again';
          reject(new ContractError('unavailable', message, [], RETRY_AFTER_SECONDS));
        },
      );
    });
  }
}
