import { TRAINING_ALERT } from '@shadower-training/contract';
import { exchange } from '../harness/http.js';
import type { InfluxdProcess } from '../harness/influxd-process.js';

/** Seconds between rows of a session, as the exporter writes them. */
export const ROW_SECONDS = 10;

/** Fields of `training_alert`; what is not named is as in a session that has no trouble. */
export type AlertFields = Readonly<Record<string, number>>;

/** A session that never was: time is compressed, so its rows are written as the exporter would have. */
export interface WrittenSession {
  readonly session_id: string;
  /** Minutes after the epoch of the test. */
  readonly from: number;
  readonly to: number;
  /** What differs at a minute after the epoch of the test; null: nothing is written. */
  readonly at: (minute: number) => AlertFields | null;
  /** Sessions of one are held against each other. */
  readonly configuration?: string;
  /** Exporters that write of it, each at moments of its own. */
  readonly exporters?: number;
}

const QUIET: AlertFields = {
  ...{ state: 0, diverged: 0, completed_at: 0, overfitting_score: 0.2, objective_behind: 0, evaluations_behind: 0 },
  ...{ training_loss: 1, gradient_norm: 1, steps_per_second: 10, cost_usd: 1, cost_limit_usd: 50 },
  ...{ checkpoint_age_seconds: 60, checkpoint_interval_seconds: 600 },
};

/** Lines of a session. @param epoch Epoch seconds of minute 0. */
export function linesOf(session: WrittenSession, epoch: number): string[] {
  const { session_id, from, to, at, exporters = 1, configuration = 'c' } = session;
  const tags = `workspace_id=research,agent_id=the\\ agent,session_id=${session_id},owner=ops,configuration=${configuration}`;
  const lines: string[] = [];
  for (let second = from * 60; second < to * 60; second += ROW_SECONDS) {
    const changes = at(second / 60);
    if (changes === null) continue;
    const own = {
      step: second,
      age_seconds: second - from * 60,
      started_at: epoch + from * 60,
      last_news_at: epoch + second,
    };
    const all: Record<string, number> = { ...QUIET, ...own, ...changes };
    if ((second - from * 60) % 3_600 === 0) all['hourly_steps_per_second'] = all['steps_per_second']!;
    const fields = Object.entries(all).map(([name, value]) => `${name}=${value}`);
    for (let exporter = 0; exporter < exporters; exporter++)
      lines.push(`${TRAINING_ALERT.name},${tags} ${fields.join(',')} ${epoch + second + exporter * 3}`);
  }
  return lines;
}

/** Writes lines whose times are epoch seconds. */
export async function writeLines(influxd: InfluxdProcess, database: string, lines: readonly string[]): Promise<void> {
  const answer = await exchange(influxd.port, {
    method: 'POST',
    path: `/write?db=${database}&precision=s`,
    headers: { 'Content-Type': 'text/plain' },
    body: lines.join('\n'),
  });
  if (answer.status !== 204) throw new Error(`influxd: ${answer.status} ${answer.text}`);
}
