import type { RecordBodies, RecordKind } from '../journal/record-body.js';
import type { JournalledRecord } from '../journal/record.js';
import { applyComplete, applyEvents, applyHeartbeat, applyPatch, applyPoints, applyStart, noteUsage } from './apply.js';
import type { LiveSession } from './session.js';

/** What a record changes of what is known of its session, by the record's kind. */
export function applyToFacts<Kind extends RecordKind>(
  session: LiveSession,
  record: JournalledRecord,
  body: RecordBodies[Kind],
): void {
  switch (record.kind) {
    case 'start':
      return applyStart(session, record, body as RecordBodies['start']);
    case 'patch':
      return applyPatch(session, record, body as RecordBodies['patch']);
    case 'metrics':
      applyPoints(session, record, body as RecordBodies['metrics']);
      return noteUsage(session.facts, (body as RecordBodies['metrics']).resource_usage);
    case 'events':
      return applyEvents(session, record, (body as RecordBodies['events']).events);
    case 'heartbeat':
      return applyHeartbeat(session, record, body as RecordBodies['heartbeat']);
    case 'complete':
      return applyComplete(session, record, body as RecordBodies['complete']);
  }
}
