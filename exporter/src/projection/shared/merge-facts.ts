import { heartbeatSecondsOf } from '../describe.js';
import { silentAfter } from '../liveness.js';
import type { AttemptState, SessionFacts } from '../session.js';
import type { CountedBatch } from './session-part.js';
import { activeIn, describedBy, type Stamps } from './stamps.js';

/** What a merge reads of a part. */
export interface MergedPart {
  readonly exporter: string;
  readonly facts: SessionFacts;
  readonly stamps: Stamps;
  readonly batches: readonly CountedBatch[];
}

/**
 * What several exporters know of a session, put together: sums are summed, of what can be said once the latest word
 * counts. A function of the set of parts: every exporter that has heard of the same parts has the same facts.
 * @param parts At least one.
 * @returns All but what follows from the facts themselves (state, scores) and the place in the own journal: these are
 * those of the part whose values are the newest.
 */
export function mergeFacts(parts: readonly MergedPart[]): SessionFacts {
  const sorted = parts.toSorted((left, right) => (left.exporter < right.exporter ? -1 : 1));
  const newest = latest(sorted, ({ stamps }) => stamps.places);
  const ended = latest(sorted, ({ stamps }) => stamps.ending);
  const description = describedBy(sorted.map(({ stamps }) => stamps));
  const attempts = mergeAttempts(sorted, ended, silentAfter(heartbeatSecondsOf(description)));
  const sum = (of: (facts: SessionFacts) => number): number =>
    sorted.reduce((total, { facts }) => total + of(facts), 0);
  const twice = countedTwice(sorted);
  const sinceEnding = (at: number | null): number | null => (at !== null && at >= ended.stamps.ending ? at : null);
  return {
    ...newest.facts,
    agent_id: first(sorted, ({ facts }) => facts.started_at).facts.agent_id,
    description,
    phase: latest(sorted, ({ stamps }) => stamps.phase).facts.phase,
    phase_by: latest(sorted, ({ stamps }) => stamps.phase).facts.phase_by ?? null,
    finished: ended.facts.finished,
    completed_at: ended.facts.completed_at,
    error_details: ended.facts.error_details,
    total_tokens_processed: ended.facts.total_tokens_processed,
    early_stopping_triggered: ended.facts.early_stopping_triggered,
    started_at: Math.min(...sorted.map(({ facts }) => facts.started_at)),
    last_news_at: Math.max(...sorted.map(({ facts }) => facts.last_news_at)),
    live_news_at: largest(sorted.map(({ facts }) => facts.live_news_at)),
    // What was before the newest start says nothing of the process that runs now.
    heartbeat_at: largest(sorted.map(({ facts }) => sinceEnding(facts.heartbeat_at))),
    logged_at: largest(sorted.map(({ facts }) => sinceEnding(facts.logged_at))),
    attempts,
    values: sum((facts) => facts.values) - twice.values,
    values_after_completion: sum((facts) => facts.values_after_completion) - twice.values_after_completion,
    objective_values: sum((facts) => facts.objective_values) - twice.objective_values,
    usage: Object.fromEntries(
      newestByName(
        sorted,
        (part) => part.facts.usage as Record<string, unknown>,
        (stamps) => stamps.usage,
      ),
    ),
    ...mergeEpochs(sorted),
    completed_steps:
      attempts.findLast(({ last_step }) => last_step !== null)?.last_step ?? newest.facts.completed_steps,
    metric_kinds: withoutPrototype(sorted.flatMap(({ facts }) => Object.entries(facts.metric_kinds))),
    final_metrics: withoutPrototype(
      newestByName(
        sorted,
        (part) => part.facts.final_metrics,
        (stamps) => stamps.final,
      ),
    ),
  };
}

/** Where every exporter says the same when it has heard of the same. */
function mergeAttempts(parts: readonly MergedPart[], ended: MergedPart, limit: number): AttemptState[] {
  const count = Math.max(...parts.map(({ facts }) => facts.attempts.length));
  return Array.from({ length: count }, (_, index) => {
    const known = parts.flatMap(({ facts }) => facts.attempts[index] ?? []);
    const spans = parts.flatMap(({ stamps }) => stamps.spans[index] ?? []);
    const last_news_at = Math.max(...known.map((attempt) => attempt.last_news_at));
    const isOver = index < count - 1 || ended.facts.finished !== null;
    return {
      attempt: index + 1,
      started_at: Math.min(...known.map((attempt) => attempt.started_at)),
      ended_at: isOver ? last_news_at : null,
      first_step: smallest(known.map((attempt) => attempt.first_step)),
      last_step: largest(known.map((attempt) => attempt.last_step)),
      active: activeIn(spans, limit),
      last_news_at,
    };
  });
}

type EpochFacts = Pick<
  SessionFacts,
  'current_epoch' | 'first_epoch' | 'first_epoch_step' | 'highest_epoch' | 'highest_epoch_step' | 'whole_epochs'
>;

function mergeEpochs(parts: readonly MergedPart[]): EpochFacts {
  const withEpochs = parts.filter(({ facts }) => facts.first_epoch !== null);
  if (withEpochs.length === 0) {
    const none = { first_epoch: null, first_epoch_step: null, highest_epoch: null, highest_epoch_step: null };
    return { current_epoch: null, ...none, whole_epochs: true };
  }
  const all = withEpochs.map(({ facts }) => facts);
  const first_epoch = Math.min(...all.map((facts) => facts.first_epoch!));
  const highest_epoch = Math.max(...all.map((facts) => facts.highest_epoch ?? -Infinity));
  return {
    current_epoch: latest(withEpochs, ({ stamps }) => stamps.places).facts.current_epoch,
    first_epoch,
    first_epoch_step: smallest(all.map((facts) => (facts.first_epoch === first_epoch ? facts.first_epoch_step : null))),
    highest_epoch,
    // Where it was first logged.
    highest_epoch_step: smallest(
      all.map((facts) => (facts.highest_epoch === highest_epoch ? facts.highest_epoch_step : null)),
    ),
    whole_epochs: all.every((facts) => facts.whole_epochs),
  };
}

/** What batches that two exporters kept added more than once. */
export function countedTwice(parts: readonly Pick<MergedPart, 'batches'>[]): Sums {
  const known = new Set<string>();
  const twice = { values: 0, objective_values: 0, values_after_completion: 0 };
  for (const { batches } of parts) {
    for (const batch of batches) {
      const key = `${batch.sequence} ${batch.producer}`;
      if (!known.has(key)) known.add(key);
      else for (const name of SUMS) twice[name] += batch[name];
    }
  }
  return twice;
}

/** What is summed over exporters. */
export const SUMS = ['values', 'objective_values', 'values_after_completion'] as const;
export type Sums = Record<(typeof SUMS)[number], number>;

/** Of equal ones the last counts. */
function latest(parts: readonly MergedPart[], at: (part: MergedPart) => number): MergedPart {
  return parts.reduce((best, part) => (at(part) >= at(best) ? part : best));
}

function first(parts: readonly MergedPart[], at: (part: MergedPart) => number): MergedPart {
  return parts.reduce((best, part) => (at(part) < at(best) ? part : best));
}

function newestByName<Value>(
  parts: readonly MergedPart[],
  values: (part: MergedPart) => Readonly<Record<string, Value>>,
  stamps: (stamps: Stamps) => Readonly<Record<string, number>>,
): [string, Value][] {
  const newest = new Map<string, { stamp: number; value: Value }>();
  for (const part of parts) {
    const said = stamps(part.stamps);
    for (const [name, value] of Object.entries(values(part))) {
      const stamp = said[name] ?? 0;
      const known = newest.get(name);
      if (known === undefined || stamp >= known.stamp) newest.set(name, { stamp, value });
    }
  }
  return [...newest].map(([name, { value }]) => [name, value]);
}

function withoutPrototype<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  const merged = Object.create(null) as Record<string, Value>;
  for (const [name, value] of entries) merged[name] = value;
  return merged;
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function smallest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}
