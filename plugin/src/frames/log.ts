/** Query kind `progress`, part `log`: the last log lines of a session, as Grafana's logs panel takes them. */
import { DataFrameType, type DataFrame } from '@grafana/data';
import type { ProgressAnswer } from '@shadower-training/contract';
import { otherField, stringField, timeField } from './fields';
import { metaOf, type Origin } from './meta';
import { timeOf } from './values';

interface Line {
  time: string;
  body: string;
  severity: 'info' | 'error';
  attempt: number;
}

/** Log lines and, where the session failed, its traceback as the last one. */
function linesOf(progress: ProgressAnswer): Line[] {
  const lines: Line[] = progress.log_tail.map((event) => ({
    time: event.time,
    body: event.text ?? event.title ?? '',
    severity: 'info',
    attempt: event.attempt,
  }));
  if (progress.error_details !== null) {
    const time = progress.completed_at ?? progress.last_news_at;
    lines.push({ time, body: progress.error_details, severity: 'error', attempt: progress.attempts.length });
  }
  return lines;
}

/** A frame of the data plane's log lines; without a session it has no rows. */
export function logFrame(progress: ProgressAnswer | null, origin: Origin): DataFrame {
  const lines = progress ? linesOf(progress) : [];
  const session_id = progress?.session_id ?? '';
  return {
    refId: origin.refId,
    name: 'log',
    length: lines.length,
    fields: [
      timeField(
        'timestamp',
        lines.map((line) => timeOf(line.time)),
      ),
      stringField(
        'body',
        lines.map((line) => line.body),
      ),
      stringField(
        'severity',
        lines.map((line) => line.severity),
      ),
      stringField(
        'id',
        lines.map((_, index) => `${session_id}-${index}`),
      ),
      otherField(
        'labels',
        lines.map((line) => ({ session_id, attempt: String(line.attempt) })),
      ),
    ],
    meta: metaOf(origin, {
      type: DataFrameType.LogLines,
      typeVersion: [0, 0],
      preferredVisualisationType: 'logs',
    }),
  };
}
