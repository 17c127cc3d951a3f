/**
 * Entry of the writer thread, and its composition root: receivers -> journal -> projection -> store. The one place that
 * writes. Everything that it answers is durable.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { ENTITIES, MEASUREMENTS } from '@shadower-training/contract';
import { GroupCommit } from '../journal/group-commit.js';
import { Journal } from '../journal/journal.js';
import { Ingest } from '../pipeline/ingest.js';
import { SessionCounts } from '../pipeline/session-counts.js';
import { Projection } from '../projection/projection.js';
import { sessionKey } from '../projection/session.js';
import { nativeReceiver } from '../receivers/native/native-receiver.js';
import { EmbeddedStoreWriter, openDatabase } from '../store/embedded/index.js';
import { openForReading } from '../store/embedded/database.js';
import { FileReader } from '../store/embedded/reader.js';
import { EmbeddedSessionHistory } from './embedded-session-history.js';
import { serveCalls } from './remote-call.js';
import { Housekeeping } from './writer-housekeeping.js';
import type { WriterCalls, WriterNews, WriterThreadData, WriterWord } from './writer-protocol.js';

const declarations = { measurements: MEASUREMENTS, entities: ENTITIES };
/** Sessions that had rested are read one at a time: their pages need not stay. */
const HISTORY_CACHE_KILOBYTES = 8 * 1024;

const { directory, publicUrl, limits } = workerData as WriterThreadData;
const database = openDatabase(directory);
const journal = new Journal(database.connection);
const commit = new GroupCommit(journal);
const store = new EmbeddedStoreWriter(database.connection, declarations, {
  backlogBytes: (from) => journal.bytesFrom(from),
  beforePersist: (partition) => projection.publishPartition(partition, Date.now()),
});
const file = new FileReader(openForReading(directory, HISTORY_CACHE_KILOBYTES), declarations);
const history = new EmbeddedSessionHistory(store, file);
const sessionUrl = (workspaceId: string, sessionId: string): string =>
  `${publicUrl}/${workspaceId === 'default' ? '' : `?workspace=${encodeURIComponent(workspaceId)}`}#/sessions/${encodeURIComponent(sessionId)}`;
const projection: Projection = new Projection({ store, history, sessionUrl });
const ingest = new Ingest({
  receivers: { native: nativeReceiver },
  commit,
  projection,
  limits,
  sessions: new SessionCounts((workspaceId) => history.countSessions(workspaceId)),
  sessionUrl,
  onFailure: (error) => server.notify({ failure: error instanceof Error ? error.message : String(error) }),
});

/** Replays what the journal holds and the store does not, then looks at who had not ended. */
async function recover(): Promise<void> {
  const damaged: number[] = [];
  for (const record of journal.replay(1, (id) => damaged.push(id))) await projection.replay(record);
  await projection.adoptUnfinished(Date.now());
  if (damaged.length > 0) {
    server.notify({ failure: `${damaged.length} damaged journal records were skipped: ${damaged.slice(0, 20).join(', ')}` });
  }
  housekeeping.start();
}

const housekeeping = new Housekeeping({ projection, store, journal, tell: (news: WriterNews) => server.notify({ news }) });

const server = serveCalls<WriterCalls, WriterWord>(parentPort!, {
  ...store.calls,
  ready: () => recovered,
  receive: (request) => ingest.receive(request),
  settle: (sessions) => {
    projection.publishAll(sessions, Date.now());
    store.settle(sessions?.map(({ workspace_id, session_id }) => sessionKey(workspace_id, session_id)));
  },
  watch: (sessions) => projection.watch(sessions),
  statistics: () => {
    const { records, bytes } = journal.statistics();
    const { commits, commit_seconds } = commit.statistics();
    return {
      journal_records: records,
      journal_bytes: bytes,
      oldest_unpersisted_at: journal.statistics().oldest_received_at,
      live_sessions: projection.liveSessions,
      values_accepted: ingest.accepted,
      commits,
      commit_seconds,
    };
  },
  close: () => {
    commit.flush();
    housekeeping.stop();
    projection.publishAll(null, Date.now());
    store.close();
    file.close();
    database.close();
    setImmediate(() => parentPort!.close());
  },
});

const recovered = recover();
