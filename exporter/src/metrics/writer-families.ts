import type { WriterStatistics } from '../threads/writer-protocol.js';
import { counter, gauge, histogram, type Family } from './family.js';

/** What the writer thread counts: ingest, journal and store. */
export function writerFamilies(statistics: WriterStatistics): Family[] {
  const { accepted } = statistics;
  const { oldest_unpersisted_at: oldest } = statistics;
  return [
    counter(
      'ingest_batches_total',
      'Writing requests that were made durable, by what they carried.',
      Object.entries(accepted.batches).map(([kind, value]) => ({ labels: { kind }, value })),
    ),
    counter('ingest_values_total', 'Metric values that were made durable.', accepted.values),
    counter('ingest_events_total', 'Events that were made durable.', accepted.events),
    counter(
      'ingest_repeats_total',
      'Writing requests that had been made durable before and were sent again.',
      accepted.repeats,
    ),
    gauge('sessions_in_memory', 'Sessions that the writer thread holds in memory.', statistics.live_sessions),
    gauge('journal_records', 'Records in the journal: what is not yet safe in the store.', statistics.journal_records),
    gauge('journal_bytes', 'Bytes of these records.', statistics.journal_bytes),
    gauge(
      'journal_oldest_record_timestamp_seconds',
      'Receipt of the oldest of these records; missing while there is none.',
      oldest === null ? null : oldest / 1_000,
    ),
    counter(
      'journal_commits_total',
      'Transactions of the journal, one for all requests of a turn.',
      statistics.commits,
    ),
    counter(
      'journal_commit_seconds_total',
      'Seconds in these transactions, without forcing them to the disk.',
      statistics.commit_seconds,
    ),
    histogram('journal_fsync_seconds', 'Seconds that forcing the journal to the disk took.', statistics.sync_seconds),
    counter(
      'journal_write_errors_total',
      'Transactions of the journal that could not be written or forced to the disk.',
      statistics.failed_commits,
    ),
    counter(
      'journal_damaged_records_total',
      'Acknowledged records that were found damaged or missing at start.',
      statistics.damaged_records,
    ),
    counter('store_write_errors_total', 'Failures of writing to the store.', statistics.store_write_errors),
    counter('store_write_retries_total', 'Writes to the store after a failure.', statistics.store_write_retries),
    gauge('store_quarantined_lines', 'Lines that the store refused and that wait.', statistics.quarantined_lines),
    gauge('deletions', 'Deletions that are under way, giving the room back included.', statistics.deletions),
  ];
}
