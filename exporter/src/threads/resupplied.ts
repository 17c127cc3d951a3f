import type { Journal } from '../journal/journal.js';
import { decodeBody, type RecordBodies } from '../journal/record-body.js';
import type { JournalledRecord } from '../journal/record.js';
import { columnsOfPoints, sessionTags } from '../projection/rows.js';
import { sessionKey } from '../projection/session.js';
import type { ResuppliedRecord } from '../store/influx/index.js';
import type { MeasurementColumns, Tags } from '../store/port.js';

/** Records of the journal with their points as the projection first made them: rows are a function of the record. */
export function* resupplied(journal: Journal, fromId: number): Generator<ResuppliedRecord> {
  for (const record of journal.replay(fromId)) {
    const partition = sessionKey(record.workspace_id, record.session_id);
    yield { id: record.id, partition, columns: (tags) => columnsAgain(record, tags) };
  }
}

function columnsAgain(record: JournalledRecord, { agent_id }: Tags): readonly MeasurementColumns[] {
  if (record.kind !== 'metrics') return [];
  const batch = decodeBody(record) as RecordBodies['metrics'];
  return columnsOfPoints(record, sessionTags(record, agent_id!), batch);
}
