/** The writer's composition root: receivers -> journal -> projection -> store. The one place that writes. */
import { DEFAULT_WORKSPACE, ENTITIES, MEASUREMENTS } from '@shadower-training/contract';
import { EventLoopWatch } from '../counting/event-loop.js';
import { GroupCommit } from '../journal/group-commit.js';
import { openJournalFile } from '../journal/journal-file.js';
import { Journal } from '../journal/journal.js';
import { Ingest } from '../pipeline/ingest.js';
import { SessionCounts } from '../pipeline/session-counts.js';
import { Projection } from '../projection/projection.js';
import { sessionKey } from '../projection/session.js';
import { RECEIVERS } from '../receivers/receivers.js';
import { EmbeddedStoreWriter, openDatabase, openStoreForReading, servedStoreCalls } from '../store/embedded/index.js';
import { FileReader } from '../store/embedded/reader.js';
import { EmbeddedSessionHistory } from './embedded-session-history.js';
import type { Handlers } from './remote-call.js';
import { Housekeeping } from './writer-housekeeping.js';
import type { WriterCalls, WriterThreadData, WriterWord } from './writer-protocol.js';

const declarations = { measurements: MEASUREMENTS, entities: ENTITIES };
/** Sessions that had rested are read one at a time: their pages need not stay. */
const HISTORY_CACHE_KILOBYTES = 8 * 1024;
/** Damaged records named in the log. */
const DAMAGED_SHOWN = 20;

/** A writer, ready to answer calls. */
export interface ComposedWriter {
  readonly handlers: Handlers<WriterCalls>;
  /** Closes the files as a crash would: nothing is finished or persisted. For tests. */
  abandon(): Promise<void>;
}

/**
 * Opens the directory and composes what writes it.
 * @param tell Hears news and failures; may be called until `close` has answered.
 * @throws Error when another exporter uses the directory, or a newer one wrote its file.
 */
export function composeWriter(data: WriterThreadData, tell: (word: WriterWord) => void): ComposedWriter {
  const journalFile = openJournalFile(data.directory);
  const database = openDatabaseOr(data.directory, () => journalFile.close());
  const journal = new Journal(journalFile.connection);
  const commit = new GroupCommit(journal);
  const store = new EmbeddedStoreWriter(database, declarations, {
    backlogBytes: (from) => journal.bytesFrom(from),
    beforePersist: (partition) => projection.publishPartition(partition),
  });
  const file = new FileReader(openStoreForReading(data.directory, HISTORY_CACHE_KILOBYTES), declarations);
  const history = new EmbeddedSessionHistory(store, file);
  const sessionUrl = sessionAddresses(data.publicUrl);
  const projection: Projection = new Projection({ store, history, sessionUrl });
  const ingest = new Ingest({
    receivers: RECEIVERS,
    commit,
    projection,
    limits: data.limits,
    sessions: new SessionCounts((workspaceId) => history.countSessions(workspaceId)),
    sessionUrl,
    onFailure: (error) => tell({ failure: error instanceof Error ? error.message : String(error) }),
  });
  const eventLoop = new EventLoopWatch();
  const housekeeping = new Housekeeping({
    projection,
    store,
    journal,
    appliedThrough: () => commit.toldThrough,
    tell,
  });
  const recovered = recover(journal, projection, tell).then(() => housekeeping.start());
  const closeFiles = async () => {
    housekeeping.stop();
    eventLoop.stop();
    await journal.close();
    file.close();
    database.close();
    journalFile.close();
  };
  return {
    handlers: {
      ...servedStoreCalls(store.calls),
      ready: () => recovered,
      receive: (request) => ingest.receive(request),
      settle: (sessions) => {
        projection.publishAll(sessions, Date.now());
        store.settle(sessions?.map(({ workspace_id, session_id }) => sessionKey(workspace_id, session_id)));
      },
      watch: (sessions) => projection.watch(sessions),
      statistics: () => {
        const { records, bytes, oldest_received_at, damaged_records } = journal.statistics();
        const { commits, commit_seconds, sync_seconds, failed_commits } = commit.statistics();
        const { errors, retries } = housekeeping.statistics();
        return {
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
          store_write_errors: errors,
          store_write_retries: retries,
          // The embedded store refuses nothing that the journal took.
          quarantined_lines: 0,
          event_loop: eventLoop.counts(),
        };
      },
      close: async () => {
        await commit.flush();
        projection.publishAll(null, Date.now());
        store.close();
        await closeFiles();
      },
    },
    abandon: closeFiles,
  };
}

/** Opens the store; when it refuses, what was opened before is closed. */
function openDatabaseOr(directory: string, whenRefused: () => void): ReturnType<typeof openDatabase> {
  try {
    return openDatabase(directory);
  } catch (error) {
    whenRefused();
    throw error;
  }
}

/** Replays what the journal holds and the store does not, then looks at who had not ended. */
async function recover(journal: Journal, projection: Projection, tell: (word: WriterWord) => void): Promise<void> {
  const damaged: number[] = [];
  for (const record of journal.replay(1, (id) => damaged.push(id))) await projection.replay(record);
  await projection.adoptUnfinished(Date.now());
  if (damaged.length === 0) return;
  const shown = damaged.slice(0, DAMAGED_SHOWN).join(', ');
  tell({ failure: `${damaged.length} damaged journal records were skipped: ${shown}` });
}

function sessionAddresses(publicUrl: string): (workspaceId: string, sessionId: string) => string {
  return (workspaceId, sessionId) => {
    const workspace = workspaceId === DEFAULT_WORKSPACE ? '' : `?workspace=${encodeURIComponent(workspaceId)}`;
    return `${publicUrl}/${workspace}#/sessions/${encodeURIComponent(sessionId)}`;
  };
}
