/**
 * Whose an annotation is. Grafana keeps only some fields of an annotation query's answer (time, title, text, tags), so
 * that of our datasource's events only the tags tell it there: the kind, then the session. Pure.
 */
import type { AnsweredEvent } from '@shadower-training/contract';
import type { Curve } from './curve';

/** All kinds of events, as our datasource writes them into the first tag. */
const KINDS: Readonly<Record<AnsweredEvent['kind'], true>> = {
  start: true,
  resume: true,
  best: true,
  early_stop: true,
  state: true,
  failure: true,
  checkpoint: true,
  evaluation_start: true,
  evaluation_end: true,
  checkpoint_start: true,
  checkpoint_end: true,
  learning_rate_change: true,
  note: true,
  alert: true,
  log: true,
};

/** Ids of the drawn sessions by their ids and by their names, which several may share. */
export type SessionWords = ReadonlyMap<string, ReadonlySet<string>>;

/** @param curves those drawn; without a session of their own they know nothing */
export function sessionWords(curves: readonly Curve[]): SessionWords {
  const words = new Map<string, Set<string>>();
  for (const { session, sessionName, isOfSession } of curves) {
    for (const word of isOfSession ? [session, sessionName] : []) {
      words.set(word, (words.get(word) ?? new Set()).add(session));
    }
  }
  return words;
}

/**
 * Ids of the drawn sessions that an annotation is about: null where it is about all, none where it is about others.
 * @param id the column session_id, where the frame still has it
 */
export function subjectsOf(id: string | null, tags: readonly string[], words: SessionWords): readonly string[] | null {
  if (id !== null) {
    return [...(words.get(id) ?? [])];
  }
  const named = tags.flatMap((tag) => [...(words.get(tag) ?? [])]);
  if (named.length > 0) {
    return [...new Set(named)];
  }
  return tags.length === 2 && Object.hasOwn(KINDS, tags[0] ?? '') ? [] : null;
}
