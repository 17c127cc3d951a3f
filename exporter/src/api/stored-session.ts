import {
  ContractError,
  namesOfMetric,
  SESSION_ENTITY,
  type AnsweredValue,
  type SessionSummary,
} from '@shadower-training/contract';
import type { StoreReader } from '../store/port.js';
import type { Settler } from './settler.js';

/** A name under which a session holds values. */
export interface HeldMetric {
  readonly name: string;
  readonly kind: 'values' | 'resources' | 'scores';
}

/** A session as the api reads it from its entity. */
export interface StoredSession {
  readonly summary: SessionSummary;
  readonly final_metrics: Readonly<Record<string, AnsweredValue>>;
  readonly metric_names: readonly HeldMetric[];
  /** Parts of points that retention has downsampled; 0 when all are as they were logged. */
  readonly downsampled_parts: number;
  /** Whether retention has removed all points. */
  readonly has_no_points: boolean;
}

/** The entity's fields that make a StoredSession. */
export const STORED_SESSION_FIELDS = [
  ...(['summary', 'final_metrics', 'metric_names', 'downsampled_parts', 'retention_stage'] as const),
] as const;

/** Reads a StoredSession out of an entity. */
export function storedSession(entity: Readonly<Record<string, unknown>>): StoredSession {
  return {
    summary: entity['summary'] as SessionSummary,
    final_metrics: (entity['final_metrics'] ?? {}) as StoredSession['final_metrics'],
    metric_names: (entity['metric_names'] ?? []) as StoredSession['metric_names'],
    downsampled_parts: Number(entity['downsampled_parts'] ?? 0),
    has_no_points: Number(entity['retention_stage'] ?? 0) >= 2 && !entity['downsampled_parts'],
  };
}

/** Finds sessions of a workspace by id. */
export class SessionLookup {
  constructor(
    private readonly reader: StoreReader,
    private readonly settler: Settler,
  ) {}

  /** @throws ContractError `not_found`, also for a session of another workspace. */
  async one(workspaceId: string, sessionId: string): Promise<StoredSession> {
    await this.settler.sessions(workspaceId, [sessionId]);
    const entity = await this.reader.entity(SESSION_ENTITY.kind, [workspaceId, sessionId]);
    if (!entity?.['summary']) throw unknownSession(workspaceId, sessionId);
    return storedSession(entity);
  }

  /** Sessions in the order of the ids; those that do not exist are left out. */
  async many(workspaceId: string, sessionIds: readonly string[]): Promise<StoredSession[]> {
    const ids = [...new Set(sessionIds)];
    await this.settler.sessions(workspaceId, ids);
    const { items } = await this.reader.entities({
      kind: SESSION_ENTITY.kind,
      conditions: [
        { field: 'workspace_id', operator: '=', value: workspaceId },
        { field: 'session_id', operator: 'in', value: ids },
      ],
      sort: { field: 'started_at', descending: false },
      limit: Math.max(1, ids.length),
      fields: STORED_SESSION_FIELDS,
    });
    const byId = new Map(items.map(storedSession).map((session) => [session.summary.session_id, session]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}

/** The error for a session that the workspace does not have. */
export function unknownSession(workspaceId: string, sessionId: string): ContractError {
  return new ContractError(
    'not_found',
    `there is no session ${JSON.stringify(sessionId)} in workspace ${JSON.stringify(workspaceId)}`,
  );
}

/** The raw name under which a session holds a metric, or null. */
export function heldName(session: StoredSession, metric: string, kind: HeldMetric['kind']): string | null {
  if (kind === 'scores') return metric;
  const held = new Set(session.metric_names.filter((candidate) => candidate.kind === kind).map(({ name }) => name));
  return namesOfMetric(metric).find((name) => held.has(name)) ?? null;
}
