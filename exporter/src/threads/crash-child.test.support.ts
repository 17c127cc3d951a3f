/**
 * A process for the kill test: accepts records one after the other as the exporter does, prints each one's number when
 * it is durable, until it is killed. On start it replays what is not covered.
 * Arguments: the data directory.
 */
import { writeSync } from 'node:fs';
import { decodeMetricsBatch } from '../journal/batch/decode.js';
import { encodeMetricsBatch } from '../journal/batch/encode.js';
import { pointsOf } from '../journal/batch/point-batch.js';
import { GroupCommit } from '../journal/group-commit.js';
import { openJournalFile } from '../journal/journal-file.js';
import { Journal } from '../journal/journal.js';
import type { JournalRecord } from '../journal/record.js';
import { JOURNEY, START, SUITE_DECLARATIONS, tagsOf, TRAVELLER } from '../store/suite/store-under-test.js';
import { openDatabase } from '../store/embedded/database.js';
import { EmbeddedStoreWriter } from '../store/embedded/writer.js';

const PARTITIONS = 4;

const directory = process.argv[2]!;
const journal = new Journal(openJournalFile(directory).connection);
const store = new EmbeddedStoreWriter(openDatabase(directory), SUITE_DECLARATIONS, {
  waitMilliseconds: 20,
  entityMilliseconds: 5,
});
const commit = new GroupCommit(journal);

/** One record is `count` points of one traveller, and adds one to the traveller's age. */
function apply(id: number, record: JournalRecord): void {
  const { workspace_id, session_id } = record;
  const key = [workspace_id, session_id];
  const tags = tagsOf(session_id);
  const age = Number(store.entity(TRAVELLER.kind, key)?.['age'] ?? 0) + 1;
  const rows = pointsOf(decodeMetricsBatch(record.body)).map((point) => ({
    measurement: JOURNEY.name,
    tags,
    milliseconds: START + point.step!,
    nanoseconds: 0,
    coordinates: { mile: point.step },
    fields: point.metrics,
  }));
  store.applyRows(session_id, id, rows);
  store.applyEntities(session_id, id, [{ kind: TRAVELLER.kind, key, fields: { age } }]);
}

for (const record of journal.replay(0)) {
  if (record.id > store.coveredThrough(record.session_id)) apply(record.id, record);
}

let number = journal.lastId;

function send(): void {
  const mine = number++;
  const count = 1 + ((mine * 7919) % 200);
  const points = Array.from({ length: count }, (_, place) => ({
    step: mine * 1_000 + place,
    metrics: { pulse: mine },
  }));
  const record: JournalRecord = {
    kind: 'metrics',
    version: 1,
    workspace_id: 'w',
    session_id: `traveller ${mine % PARTITIONS}`,
    attempt: 1,
    received_at: START,
    producer: null,
    sequence: null,
    body: encodeMetricsBatch({ points }),
  };
  commit.append(
    record,
    (id) => {
      writeSync(1, `${mine}\n`);
      apply(id, record);
      store.maintain(1);
      journal.trim(store.oldestUncovered());
      setImmediate(send);
    },
    (error) => {
      throw error;
    },
  );
}

send();
