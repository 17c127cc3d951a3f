import { ContractError, DOWNSAMPLED, SESSION_ENTITY, TRAINING_STEP } from '@shadower-training/contract';
import type { RestingParts, SessionHistory } from '../projection/history.js';
import { SharedSession, withoutOwnPart } from '../projection/shared/shared-session.js';
import { sessionKey } from '../projection/session.js';
import { InfluxRefusedError, InfluxUnavailableError, untilAvailable } from '../store/influx/index.js';
import type { StoredSeries, StoreReader } from '../store/port.js';
import type { LocalParts } from './local-parts.js';
import type { Neighbours } from './neighbours.js';

/** How long a request waits to hear whether a session is known. */
const PATIENCE_MILLISECONDS = 2_000;
/** The same where the session is known here, and only what others know of it is asked for. */
const LISTEN_MILLISECONDS = 200;
/** How long an unknown session is asked for again: another exporter may be writing it. */
const UNKNOWN_MILLISECONDS = 1_500;
const ASK_AGAIN_MILLISECONDS = 100;
const RETRY_AFTER_SECONDS = 5;

/** What the history is read from. */
export interface InfluxHistoryParts {
  /** The name of this exporter's journal. */
  readonly exporter: string;
  readonly local: LocalParts;
  readonly neighbours: Neighbours;
  /** Waits, however long, until InfluxDB has what was applied before. */
  readonly reader: Pick<StoreReader, 'entities' | 'series' | 'countEntities'>;
  /** Ends waiting. */
  readonly signal: AbortSignal;
}

/**
 * The past of sessions: what this exporter knows from its own directory, what others know from InfluxDB. While InfluxDB
 * does not answer, a session that this exporter has served goes on from its own part, and one that is about to start is
 * taken for new; what others know is put to it when InfluxDB answers again. Other requests about sessions that this
 * exporter never served are answered 429: nobody knows whether there is such a session.
 */
export class InfluxSessionHistory implements SessionHistory {
  /** During recovery nobody waits for an answer, and nothing may be left out. */
  private isPatient = true;

  constructor(private readonly parts: InfluxHistoryParts) {}

  /** From now on requests wait for answers. */
  recovered(): void {
    this.isPatient = false;
  }

  async session(workspaceId: string, sessionId: string, mayBeNew = false): Promise<RestingParts | undefined> {
    const { local, neighbours } = this.parts;
    const key = sessionKey(workspaceId, sessionId);
    const known = local.part(key);
    const own = known?.part ?? null;
    const answer = await this.asked(key, own !== null, mayBeNew);
    if (answer === 'away') {
      neighbours.hearLater(key);
      return own === null ? undefined : { own, others: new Map(), summary: null };
    }
    const { summary, parts } = answer;
    if (summary === undefined) {
      if (own === null) return undefined;
      if (!known?.isWritten || !answer.isDeleted) return { own, others: new Map(), summary: null };
      local.forget(key);
      return undefined;
    }
    const others = new Map(parts);
    // The directory may be restored, or older than these files: then InfluxDB has the own part too.
    const theirs = others.get(this.parts.exporter) ?? null;
    others.delete(this.parts.exporter);
    if (own === null && theirs === null && others.size === 0) return undefined;
    if (own === null && theirs === null) this.begin(key, others);
    return { own: own ?? theirs, others, summary };
  }

  /** Sessions that this exporter served; those of others that are gone are found by `Neighbours`. */
  unfinished(): Promise<readonly RestingParts[]> {
    const { local, neighbours } = this.parts;
    const open = local.open();
    for (const { facts } of open) neighbours.hearLater(sessionKey(facts.workspace_id, facts.session_id));
    return Promise.resolve(open.map((own) => ({ own, others: new Map(), summary: null })));
  }

  /** Scores wait for it: it tries until InfluxDB answers. */
  curves(workspaceId: string, sessionId: string, metrics: readonly string[]): Promise<readonly StoredSeries[]> {
    const tags = { workspace_id: [workspaceId], session_id: [sessionId] };
    // What retention has left of earlier points is all that there is of them.
    const measurements = [DOWNSAMPLED[TRAINING_STEP.name]!.name, TRAINING_STEP.name];
    return this.persistently(async () => {
      const read = measurements.map((measurement) => this.parts.reader.series({ measurement, tags, fields: metrics }));
      return (await Promise.all(read)).flat();
    });
  }

  async sessionIds(workspaceId: string, atMost: number): Promise<readonly string[]> {
    const condition = { field: 'workspace_id', operator: '=', value: workspaceId } as const;
    const sort = { field: 'session_id', descending: false };
    const { items } = await this.answered(() =>
      this.parts.reader.entities({
        ...{ kind: SESSION_ENTITY.kind, conditions: [condition], sort },
        ...{ limit: atMost, fields: ['agent_id'] },
      }),
    );
    return items.map((item) => item['session_id'] as string);
  }

  /** How many sessions a workspace has. */
  countSessions(workspaceId: string): Promise<number> {
    const condition = { field: 'workspace_id', operator: '=', value: workspaceId } as const;
    const ask = async (): Promise<number> => {
      const counts = await this.parts.reader.countEntities(SESSION_ENTITY.kind, [condition], ['workspace_id']);
      return counts[0]?.count ?? 0;
    };
    const { neighbours, local } = this.parts;
    if (neighbours.isAway) return Promise.resolve(local.count(workspaceId));
    // As many as are known here: a limit of sessions may be passed during an outage, no session may be refused for it.
    return this.answered(ask).catch(() => local.count(workspaceId));
  }

  /** What InfluxDB says of a session; `away` where it need not be waited for. */
  private async asked(key: string, isKnown: boolean, mayBeNew: boolean) {
    const { neighbours } = this.parts;
    const isOptional = isKnown || mayBeNew;
    if (isOptional && neighbours.isAway) return 'away';
    const ask = async () => {
      const [summary, parts] = await Promise.all([neighbours.summaryOf(key), neighbours.partsOf([key])]);
      const isDeleted = isKnown && summary === undefined && (await neighbours.isDeleted(key));
      return { summary, parts: parts.get(key)!, isDeleted };
    };
    if (!isOptional) return this.answered(() => this.persuaded(ask));
    const late = pause(isKnown ? LISTEN_MILLISECONDS : PATIENCE_MILLISECONDS);
    const answer = orUnavailable(ask).catch((error: unknown) => {
      if (!(error instanceof InfluxUnavailableError)) throw error;
      neighbours.noteFailure();
      return 'away' as const;
    });
    try {
      return await Promise.race([answer, late.ended.then(() => 'away' as const)]);
    } finally {
      late.stop();
      answer.catch(() => {});
    }
  }

  /** Where there are others, a session may have begun with one of them a moment ago. */
  private async persuaded<Answer extends { readonly summary: unknown }>(ask: () => Promise<Answer>): Promise<Answer> {
    const deadline = performance.now() + UNKNOWN_MILLISECONDS;
    for (;;) {
      const answer = await ask();
      if (answer.summary !== undefined || !this.parts.neighbours.hasOthers || performance.now() >= deadline)
        return answer;
      await pause(ASK_AGAIN_MILLISECONDS).ended;
    }
  }

  /** From here on this exporter has a part of it, and must find it again without InfluxDB. */
  private begin(key: string, others: RestingParts['others']): void {
    const session = withoutOwnPart(others);
    const shared = new SharedSession(this.parts.exporter, session, null, Date.now());
    for (const [exporter, part] of others) shared.hear(exporter, part);
    this.parts.local.save(key, JSON.stringify(shared.toStored(Date.now(), true)), false);
  }

  private persistently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    return untilAvailable(() => orUnavailable(ask), this.parts.signal);
  }

  /** @throws ContractError `too_many_requests` when InfluxDB does not answer in time. */
  private async answered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (this.isPatient) return this.persistently(ask);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(unknownForNow('InfluxDB does not answer')), PATIENCE_MILLISECONDS);
    });
    const answer = orUnavailable(ask).catch((error: unknown) => {
      throw error instanceof InfluxUnavailableError ? unknownForNow(error.message) : error;
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

function pause(milliseconds: number): { readonly ended: Promise<void>; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return { ended, stop: () => clearTimeout(timer) };
}

/** A refusal may be a proxy's, or of credentials that are being changed: nothing is known of a session because of it. */
async function orUnavailable<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof InfluxRefusedError ? new InfluxUnavailableError(error.message, { cause: error }) : error;
  }
}

function unknownForNow(reason: string): ContractError {
  return new ContractError(
    'too_many_requests',
    `the exporter cannot look up this session for now: ${reason}. Sessions under way go on; send the request again later`,
    [],
    RETRY_AFTER_SECONDS,
  );
}
