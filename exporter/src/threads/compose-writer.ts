/** The writer's composition root: receivers -> journal -> projection -> store. The one place that writes. */
import { DEFAULT_WORKSPACE } from '@shadower-training/contract';
import { EventLoopWatch } from '../counting/event-loop.js';
import { GroupCommit } from '../journal/group-commit.js';
import { openJournalFile } from '../journal/journal-file.js';
import type { JournalDamage } from '../journal/inspect-journal.js';
import { Journal } from '../journal/journal.js';
import { Deletions } from '../pipeline/deletions.js';
import { Ingest } from '../pipeline/ingest.js';
import { SessionCounts } from '../pipeline/session-counts.js';
import { Projection } from '../projection/projection.js';
import { sessionKey } from '../projection/session.js';
import { RECEIVERS } from '../receivers/receivers.js';
import { resupplied } from './resupplied.js';
import { composeEmbeddedStore } from './compose-embedded-store.js';
import { composeInfluxStore } from './compose-influx-store.js';
import type { ComposedStore, StoreSurroundings } from './composed-store.js';
import type { Handlers } from './remote-call.js';
import { Housekeeping } from './writer-housekeeping.js';
import type { WriterCalls, WriterThreadData, WriterWord } from './writer-protocol.js';

/** Damaged records named in the log. */
const DAMAGED_SHOWN = 20;

/** A writer, ready to answer calls. */
export interface ComposedWriter {
  readonly handlers: Handlers<WriterCalls>;
  /** Closes the files as a crash would: nothing is finished or persisted. For tests. */
  abandon(): Promise<void>;
}

/**
 * Opens the directory and the store, and composes what writes them.
 * @param tell Hears news and failures; may be called until `close` has answered.
 * @throws Error when another exporter uses the directory, or a newer one wrote its file.
 */
export async function composeWriter(data: WriterThreadData, tell: (word: WriterWord) => void): Promise<ComposedWriter> {
  const journalFile = openJournalFile(data.directory);
  const journal = new Journal(journalFile.connection, journalFile);
  if (journalFile.damage?.isKnown === false) tell({ failure: damageOf(journalFile.damage) });
  const commit = new GroupCommit(journal);
  const store = await openStoreOr(() => journalFile.close(), data, {
    directory: data.directory,
    journalBytesFrom: (record) => journal.bytesFrom(record),
    firstJournalRecord: () => journal.firstRecord,
    isJournalNew: journal.lastId === 0,
    resupply: (fromId) => resupplied(journal, fromId),
    publishPartition: (partition) => {
      // What the store will say it covers must have the values too.
      ingest.finish();
      projection.publishPartition(partition);
    },
    projection: () => projection,
    tell,
  });
  const { history } = store;
  const sessionUrl = sessionAddresses(data.publicUrl);
  const projection: Projection = new Projection({
    ...{ store: store.writer, history, sessionUrl },
    // With the embedded store, Prometheus watches sessions, on /metrics.
    alertRows: data.influx !== null,
    ...(store.sharing && { sharing: store.sharing }),
    onFailure: (failure) => tell({ failure }),
  });
  const sessions = new SessionCounts((workspaceId) => history.countSessions(workspaceId));
  const ingest = new Ingest({
    receivers: RECEIVERS,
    commit,
    projection,
    limits: data.limits,
    sessions,
    sessionUrl,
    onFailure: (error) => tell({ failure: error instanceof Error ? error.message : String(error) }),
  });
  const deletions = new Deletions({ commit, projection, sessions, starts: ingest.starts });
  const eventLoop = new EventLoopWatch();
  const housekeeping = new Housekeeping({
    projection,
    store: store.writer,
    journal,
    // A deletion stays in the journal until everything is gone.
    appliedThrough: () => Math.min(commit.toldThrough, projection.removals.oldest - 1),
    tell,
  });
  const recovered = recover(journal, projection, store, tell).then(() => {
    store.recovered();
    housekeeping.start();
  });
  const stop = () => {
    projection.removals.close();
    housekeeping.stop();
    eventLoop.stop();
  };
  const closeJournal = async () => {
    await journal.close();
    journalFile.close();
  };
  return {
    handlers: {
      ...store.calls,
      ready: () => recovered,
      receive: (request) => ingest.receive(request),
      settle: (sessions) => {
        ingest.finish();
        projection.publishAll(sessions, Date.now());
        housekeeping.settle(sessions?.map(({ workspace_id, session_id }) => sessionKey(workspace_id, session_id)));
      },
      deleteSession: ({ workspace_id, session_id }) => deletions.session(workspace_id, session_id),
      deleteWorkspace: (workspaceId) => deletions.workspace(workspaceId),
      holdSession: ({ workspace_id, session_id }) => projection.heldSessions.hold(workspace_id, session_id),
      clearHeld: ({ workspace_id, session_id }, rows) => projection.heldSessions.clear(workspace_id, session_id, rows),
      addToHeld: ({ workspace_id, session_id }, rows) => projection.heldSessions.add(workspace_id, session_id, rows),
      letGoSession: ({ workspace_id, session_id }, replacement) =>
        projection.heldSessions.letGo(workspace_id, session_id, replacement),
      deleteEndedSession: ({ workspace_id, session_id }, newsBefore) =>
        deletions.ended(workspace_id, session_id, newsBefore),
      watch: (sessions, isWatched) => {
        projection.watch(sessions);
        store.watch?.(isWatched);
      },
      statistics: () => {
        const { records, bytes, oldest_received_at, damaged_records } = journal.statistics();
        const { commits, commit_seconds, sync_seconds, failed_commits } = commit.statistics();
        const failures = housekeeping.statistics();
        const { errors, retries, quarantined_lines } = store.statistics();
        return {
          accepts: commit.accepts(),
          journal_records: records,
          journal_bytes: bytes,
          oldest_unpersisted_at: oldest_received_at,
          live_sessions: projection.liveSessions,
          accepted: ingest.statistics(),
          commits,
          commit_seconds,
          sync_seconds,
          failed_commits,
          damaged_records,
          store_write_errors: failures.errors + errors,
          store_write_retries: failures.retries + retries,
          quarantined_lines,
          deletions: projection.removals.count + store.writer.removing,
          event_loop: eventLoop.counts(),
        };
      },
      close: async () => {
        await commit.flush();
        ingest.finish();
        projection.publishAll(null, Date.now());
        stop();
        await store.close();
        await closeJournal();
      },
    },
    abandon: async () => {
      stop();
      // Only in memory: a crash comes between two turns of the event loop or it does not let any work go on.
      ingest.finish();
      await store.abandon();
      await closeJournal();
    },
  };
}

/** Opens the store that is configured; when it refuses, what was opened before is closed. */
async function openStoreOr(
  whenRefused: () => void,
  { influx }: WriterThreadData,
  around: StoreSurroundings,
): Promise<ComposedStore> {
  try {
    return influx === null ? composeEmbeddedStore(around) : await composeInfluxStore(influx, around);
  } catch (error) {
    whenRefused();
    throw error;
  }
}

/** Replays what the journal holds and the store does not, then looks at who had not ended. */
async function recover(
  journal: Journal,
  projection: Projection,
  store: ComposedStore,
  tell: (word: WriterWord) => void,
): Promise<void> {
  const damaged: number[] = [];
  for (const record of journal.replay(1, (id) => damaged.push(id))) {
    await projection.replay(record);
    await store.whenRoom();
  }
  await projection.adoptUnfinished(Date.now());
  if (damaged.length === 0) return;
  const shown = damaged.slice(0, DAMAGED_SHOWN).join(', ');
  tell({ failure: `${damaged.length} damaged journal records were skipped: ${shown}` });
}

function damageOf({ lostRecords, copy }: JournalDamage): string {
  const where = copy === null ? '' : `; the damaged files were copied to ${copy} first`;
  return (
    `the journal lacks ${lostRecords} records that were acknowledged: it was cut, damaged or moved away. What of them is ` +
    `in the store stays; the rest is lost${where} (docs/operations.md, Faults). The exporter goes on behind them`
  );
}

function sessionAddresses(publicUrl: string): (workspaceId: string, sessionId: string) => string {
  return (workspaceId, sessionId) => {
    const workspace = workspaceId === DEFAULT_WORKSPACE ? '' : `?workspace=${encodeURIComponent(workspaceId)}`;
    return `${publicUrl}/${workspace}#/sessions/${encodeURIComponent(sessionId)}`;
  };
}
