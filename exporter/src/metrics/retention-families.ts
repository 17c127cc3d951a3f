import type { RetentionStatistics } from '../retention/retention.js';
import { counter, gauge, type Family } from './family.js';

/** What retention did; only where there are limits. */
export function retentionFamilies(statistics: RetentionStatistics): Family[] {
  const { last_run_at: last } = statistics;
  const removed = (kind: string, value: number) => ({ labels: { kind }, value });
  return [
    counter('retention_removed_total', 'What retention has removed, by kind: points, or whole sessions.', [
      removed('raw_points', statistics.raw_points),
      removed('downsampled_points', statistics.downsampled_points),
      removed('events_of_sessions', statistics.sessions_without_events),
      removed('sessions', statistics.sessions),
    ]),
    counter('retention_seconds_total', 'Seconds in which retention was at work.', statistics.seconds),
    counter('retention_failures_total', 'What retention could not do and tries again.', statistics.failures),
    gauge(
      'retention_last_run_timestamp_seconds',
      'When retention last had looked at everything; missing before.',
      last === null ? null : last / 1_000,
    ),
  ];
}
