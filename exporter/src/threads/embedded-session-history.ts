import { DOWNSAMPLED, SESSION_ENTITY, TRAINING_STEP, type SessionSummary } from '@shadower-training/contract';
import type { RestingSession, SessionHistory } from '../projection/history.js';
import type { StoredInternal } from '../projection/session.js';
import type { EmbeddedStoreWriter } from '../store/embedded/index.js';
import type { FileReader } from '../store/embedded/reader.js';
import type { StoredSeries, TagFilter } from '../store/port.js';

const PAGE = 500;

/** The past of sessions from the embedded store, read in the writer thread itself: nothing can come in between. */
export class EmbeddedSessionHistory implements SessionHistory {
  constructor(
    private readonly store: EmbeddedStoreWriter,
    private readonly file: FileReader,
  ) {}

  async session(workspaceId: string, sessionId: string): Promise<RestingSession | undefined> {
    const fields = this.store.entity(SESSION_ENTITY.kind, [workspaceId, sessionId]);
    return fields === undefined ? undefined : restingSession(fields);
  }

  async unfinished(): Promise<readonly RestingSession[]> {
    const found: RestingSession[] = [];
    let cursor: string | undefined;
    do {
      const page = this.file.entities({
        kind: SESSION_ENTITY.kind,
        conditions: [{ field: 'state', operator: 'in', value: ['running', 'hung'] }],
        sort: { field: 'started_at', descending: true },
        limit: PAGE,
        fields: ['internal', 'summary'],
        cursor,
      });
      found.push(...page.items.map(restingSession));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  async curves(workspaceId: string, sessionId: string, metrics: readonly string[]): Promise<readonly StoredSeries[]> {
    const tags = { workspace_id: [workspaceId], session_id: [sessionId] };
    const read = (measurement: string, more: TagFilter = {}) => {
      const filter = { ...tags, ...more };
      const heads = this.store.calls.storeHeads(measurement, filter, metrics);
      return this.file.series({ measurement, tags: filter, fields: metrics }, heads);
    };
    // What retention has left of earlier points is all that there is of them.
    const parts = Number(this.store.entity(SESSION_ENTITY.kind, [workspaceId, sessionId])?.['downsampled_parts'] ?? 0);
    if (parts === 0) return read(TRAINING_STEP.name);
    const part = Array.from({ length: parts }, (_, index) => String(index + 1));
    return [...read(DOWNSAMPLED[TRAINING_STEP.name]!.name, { part }), ...read(TRAINING_STEP.name)];
  }

  async sessionIds(workspaceId: string, atMost: number): Promise<readonly string[]> {
    const condition = { field: 'workspace_id', operator: '=', value: workspaceId } as const;
    const sort = { field: 'session_id', descending: false };
    const { items } = this.file.entities({
      ...{ kind: SESSION_ENTITY.kind, conditions: [condition], sort },
      ...{ limit: atMost, fields: ['agent_id'] },
    });
    return items.map((item) => item['session_id'] as string);
  }

  /** How many sessions a workspace has. */
  async countSessions(workspaceId: string): Promise<number> {
    const condition = { field: 'workspace_id', operator: '=', value: workspaceId } as const;
    const counts = this.file.countEntities(SESSION_ENTITY.kind, [condition], ['workspace_id']);
    return counts[0]?.count ?? 0;
  }
}

function restingSession(fields: Readonly<Record<string, unknown>>): RestingSession {
  return { internal: fields['internal'] as StoredInternal, summary: fields['summary'] as SessionSummary };
}
