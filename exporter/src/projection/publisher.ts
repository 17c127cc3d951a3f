import type { SessionSummary } from '@shadower-training/contract';
import type { StoreWriter } from '../store/port.js';
import { laterAlertRow, nextAlertRow } from './alert-row.js';
import { alertValues } from './alert-values.js';
import type { FactsWriter } from './facts-writer.js';
import { newestValues } from './newest-values.js';
import type { News } from './news.js';
import type { ScoreCurves } from './score-curves.js';
import { behindOf, rowOfScores, scoreSession, valuesSinceBest } from './scoring.js';
import type { SessionEntry } from './session-entry.js';
import type { NewestValues } from './writer-news.js';

/** A session's scores, summary and news are made at most this often. */
const PUBLISH_EVERY_MILLISECONDS = 1_000;
/** How long one turn may score, so that acknowledgements never wait long. */
const TURN_BUDGET_MILLISECONDS = 4;

/** What publishing is made with. */
export interface PublisherParts {
  readonly store: Pick<StoreWriter, 'applyRows'>;
  readonly facts: FactsWriter;
  readonly news: News;
  /** Whether alert rules ask the store: then what they compare is written to it as well. */
  readonly alertRows: boolean;
}

/** Scores, summary, news and alert values of sessions that changed: each at most once a second. */
export class Publisher {
  private readonly changed = new Set<SessionEntry>();

  constructor(private readonly parts: PublisherParts) {}

  /** A session changed: it is published when its time comes. */
  add(entry: SessionEntry): void {
    entry.dirty = true;
    this.changed.add(entry);
  }

  /** The same with the next turn. */
  addAtOnce(entry: SessionEntry): void {
    entry.publishedAt = 0;
    this.add(entry);
  }

  /** A session was deleted. */
  forget(entry: SessionEntry): void {
    this.changed.delete(entry);
  }

  /** What is due, but not for long. @param now Epoch milliseconds. */
  turn(now: number): void {
    const deadline = performance.now() + TURN_BUDGET_MILLISECONDS;
    for (const entry of this.changed) {
      if (now - entry.publishedAt < PUBLISH_EVERY_MILLISECONDS) continue;
      this.publish(entry, now);
      if (performance.now() > deadline) break;
    }
  }

  /** Everything that changed, however long it takes. */
  all(now: number): void {
    for (const entry of [...this.changed]) this.publish(entry, now);
  }

  /** One session; waits for a past that is being read. */
  publish(entry: SessionEntry, now: number): void {
    const ready = entry.curves.ready();
    if (ready === null) return; // The next turn will find it.
    entry.shared?.merge();
    this.score(entry, ready.curves, ready.objectiveChanged);
    const summary = this.parts.facts.write(entry, ready.curves);
    entry.isUnwritten = false;
    const newest = {
      ...newestValues(entry.session.facts, entry.resources),
      ...alertValues(entry.behind, entry.checkpoints),
    };
    this.parts.news.addSession(summary, newest);
    this.storeAlertRow(entry, summary, newest, now);
    entry.publishedAt = now;
    entry.dirty = false;
    this.changed.delete(entry);
  }

  private score(entry: SessionEntry, sampled: ScoreCurves, objectiveChanged: boolean): void {
    const { session, curves, key } = entry;
    const { facts } = session;
    if (!objectiveChanged && curves.count === facts.scored_values) return;
    facts.scores = scoreSession(facts, sampled);
    facts.values_since_best = valuesSinceBest(facts.scores, sampled);
    facts.scored_values = curves.count;
    entry.behind = behindOf(facts, sampled);
    const row = curves.place === null ? null : rowOfScores(session, facts.scores, curves.place, entry.behind);
    if (row && (entry.shared === null || entry.isUnwritten))
      this.parts.store.applyRows(key, facts.through_record, [row]);
  }

  private storeAlertRow(entry: SessionEntry, summary: SessionSummary, newest: NewestValues, now: number): void {
    if (!this.parts.alertRows) return;
    const { facts } = entry.session;
    const next = nextAlertRow(entry.alertsTold, facts, summary, newest, now);
    entry.alertRowAt = next === null ? laterAlertRow(entry.alertsTold) : null;
    if (next === null) return;
    this.parts.store.applyRows(entry.key, facts.through_record, [next.row]);
    entry.alertsTold = next.told;
  }
}
