import { answeredValue, type LivePointsOfSeries, type SessionSummary } from '@shadower-training/contract';
import type { Labelling, PointBatch, PointRun } from '../journal/batch/point-batch.js';
import type { JournalledRecord } from '../journal/record.js';
import type { NewestValues, WriterNews } from './writer-news.js';
import { sessionKey } from './session.js';

/** Values that one turn of news carries; more are skipped and the reader asks for the series again. */
const MAXIMUM_VALUES = 20_000;

type LiveSeries = LivePointsOfSeries & { readonly workspace_id: string };

/** Collects what the live stream tells: changed sessions, and new points of those that somebody watches. */
export class News {
  private watched: ReadonlySet<string> = new Set();
  private sessions = new Map<string, { summary: SessionSummary; metrics: NewestValues }>();
  private series = new Map<string, LiveSeries>();
  private deleted: WriterNews['deleted'][number][] = [];
  private values = 0;
  private skipped = false;

  /** Replaces the sessions whose points are wanted. */
  watch(sessions: readonly { workspace_id: string; session_id: string }[]): void {
    this.watched = new Set(sessions.map(({ workspace_id, session_id }) => sessionKey(workspace_id, session_id)));
  }

  /** Points of a session came that cannot be told one by one. */
  addSkipped(key: string): void {
    if (this.watched.has(key)) this.skipped = true;
  }

  /** Whether somebody watches one of some sessions. */
  isAnyWatched(keys: readonly string[]): boolean {
    return keys.some((key) => this.watched.has(key));
  }

  addSession(summary: SessionSummary, metrics: NewestValues): void {
    this.sessions.set(sessionKey(summary.workspace_id, summary.session_id), { summary, metrics });
  }

  /** A session was deleted: nothing of it is told any more. */
  addDeleted(workspace_id: string, session_id: string): void {
    const isOfIt = (of: { workspace_id: string; session_id: string }): boolean =>
      of.workspace_id === workspace_id && of.session_id === session_id;
    this.sessions.delete(sessionKey(workspace_id, session_id));
    for (const [key, series] of this.series) if (isOfIt(series)) this.series.delete(key);
    this.deleted.push({ workspace_id, session_id });
  }

  addPoints(record: JournalledRecord, batch: PointBatch): void {
    if (!this.watched.has(sessionKey(record.workspace_id, record.session_id))) return;
    for (const run of batch.runs) {
      run.names.forEach((metric, place) => this.addValues(record, batch, run, metric, run.firstValue + place));
    }
  }

  /** What came since the last call; null when nothing did. */
  take(): WriterNews | null {
    if (this.sessions.size + this.series.size + this.deleted.length === 0 && !this.skipped) return null;
    const changed = [...this.sessions.values()];
    const news = {
      sessions: changed.map(({ summary }) => summary),
      metrics: changed.map(({ metrics }) => metrics),
      points: [...this.series.values()],
      skipped: this.skipped,
      deleted: this.deleted,
    };
    this.deleted = [];
    this.sessions = new Map();
    this.series = new Map();
    this.values = 0;
    this.skipped = false;
    return news;
  }

  private addValues(record: JournalledRecord, batch: PointBatch, run: PointRun, metric: string, first: number): void {
    const series = this.seriesOf(record, run.labelling, metric);
    for (let index = run.from; index < run.to; index++) {
      if (++this.values > MAXIMUM_VALUES) {
        this.skipped = true;
        return;
      }
      series.step.push(known(batch.step[index]!));
      series.epoch.push(known(batch.epoch[index]!));
      series.time.push(known(batch.time[index]!) ?? record.received_at);
      series.value.push(answeredValue(batch.values[first + (index - run.from) * run.names.length]!));
    }
  }

  private seriesOf(record: JournalledRecord, { rank, node, labels: own }: Labelling, metric: string): LiveSeries {
    const labels: Record<string, string> = { ...own };
    if (rank !== undefined) labels['rank'] = String(rank);
    if (node !== undefined) labels['node'] = node;
    const { workspace_id, session_id, attempt } = record;
    const key = JSON.stringify([workspace_id, session_id, attempt, metric, labels]);
    let series = this.series.get(key);
    if (series === undefined) {
      series = { workspace_id, session_id, attempt, metric, labels, step: [], epoch: [], time: [], value: [] };
      this.series.set(key, series);
    }
    return series;
  }
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
