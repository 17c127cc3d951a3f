import { ContractError, SESSION_ENTITY, TRAINING_STEP, type SessionSummary } from '@shadower-training/contract';
import type { RestingSession, SessionHistory } from '../projection/history.js';
import { sessionKey, type StoredInternal } from '../projection/session.js';
import { InfluxUnavailableError, untilAvailable } from '../store/influx/index.js';
import type { StoredSeries, StoreReader, StoreWriter } from '../store/port.js';

const PAGE = 500;
/** How long a request waits to hear whether a session is known. */
const PATIENCE_MILLISECONDS = 2_000;
const RETRY_AFTER_SECONDS = 5;

/** What the history is read from. */
export interface InfluxHistoryParts {
  readonly store: Pick<StoreWriter, 'entity' | 'coveredThrough'>;
  /** Waits, however long, until InfluxDB has what was applied before. */
  readonly reader: Pick<StoreReader, 'entities' | 'series' | 'countEntities'>;
  /** Ends waiting. */
  readonly signal: AbortSignal;
}

/**
 * The past of sessions from InfluxDB, where another exporter may have written it. While InfluxDB does not answer, nobody
 * knows whether a session that is not in memory exists: its requests are answered 429, and acknowledged nothing.
 */
export class InfluxSessionHistory implements SessionHistory {
  /** During recovery nobody waits for an answer, and nothing may be left out. */
  private isPatient = true;

  constructor(private readonly parts: InfluxHistoryParts) {}

  /** From now on requests wait for answers. */
  recovered(): void {
    this.isPatient = false;
  }

  session(workspaceId: string, sessionId: string): Promise<RestingSession | undefined> {
    return this.answered(async () => {
      const fields = await this.parts.store.entity(SESSION_ENTITY.kind, [workspaceId, sessionId]);
      return fields === undefined ? undefined : this.restingSession(fields);
    });
  }

  async unfinished(): Promise<readonly RestingSession[]> {
    const found: RestingSession[] = [];
    let cursor: string | undefined;
    do {
      const from = cursor;
      const page = await this.persistently(() =>
        this.parts.reader.entities({
          kind: SESSION_ENTITY.kind,
          conditions: [{ field: 'state', operator: 'in', value: ['running', 'hung'] }],
          sort: { field: 'started_at', descending: true },
          limit: PAGE,
          fields: ['internal', 'summary'],
          ...(from !== undefined && { cursor: from }),
        }),
      );
      found.push(...page.items.map((fields) => this.restingSession(fields)));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  /** Scores wait for it: it tries until InfluxDB answers. */
  curves(workspaceId: string, sessionId: string, metrics: readonly string[]): Promise<readonly StoredSeries[]> {
    const tags = { workspace_id: [workspaceId], session_id: [sessionId] };
    return this.persistently(() =>
      this.parts.reader.series({ measurement: TRAINING_STEP.name, tags, fields: metrics }),
    );
  }

  /** How many sessions a workspace has. */
  countSessions(workspaceId: string): Promise<number> {
    const condition = { field: 'workspace_id', operator: '=', value: workspaceId } as const;
    return this.answered(async () => {
      const counts = await this.parts.reader.countEntities(SESSION_ENTITY.kind, [condition], ['workspace_id']);
      return counts[0]?.count ?? 0;
    });
  }

  /**
   * `through_record` counts records of one journal. The session may have been written from another one (another
   * exporter, a new data directory); what of this journal is in it is what InfluxDB's coverage says, which was written
   * in one request with it.
   */
  private restingSession(fields: Readonly<Record<string, unknown>>): RestingSession {
    const internal = fields['internal'] as StoredInternal;
    const { workspace_id, session_id } = internal.facts;
    const through_record = this.parts.store.coveredThrough(sessionKey(workspace_id, session_id));
    return {
      internal: { ...internal, facts: { ...internal.facts, through_record } },
      summary: fields['summary'] as SessionSummary,
    };
  }

  private persistently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    return untilAvailable(ask, this.parts.signal);
  }

  /** @throws ContractError `too_many_requests` when InfluxDB does not answer in time. */
  private async answered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (this.isPatient) return this.persistently(ask);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(unknownForNow()), PATIENCE_MILLISECONDS);
    });
    const answer = ask().catch((error: unknown) => {
      throw error instanceof InfluxUnavailableError ? unknownForNow() : error;
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
      // Whoever was late is not waited for any more; what it says then matters to nobody.
      answer.catch(() => {});
    }
  }
}

function unknownForNow(): ContractError {
  return new ContractError(
    'too_many_requests',
    'InfluxDB does not answer, so the exporter cannot look up this session; sessions under way go on. Send the request again later',
    [],
    RETRY_AFTER_SECONDS,
  );
}
