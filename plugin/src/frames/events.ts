/** Query kind `events`: one row an event; also what annotations are made of (docs/frames.md, "Events"). */
import type { DataFrame } from '@grafana/data';
import type { AnsweredEvent, SessionState } from '@shadower-training/contract';
import { CELLS } from './cells';
import { numberField, otherField, stringField, timeField } from './fields';
import { metaOf, type Origin } from './meta';
import { SESSION_STATES } from './states';
import { numberOf, timeOf } from './values';

type Kind = AnsweredEvent['kind'];

/** What an event is called where it has no title of its own, and the colour of its annotation. */
const KINDS: Record<Kind, { title: string; color: string }> = {
  start: { title: 'Started', color: 'blue' },
  resume: { title: 'Resumed', color: 'blue' },
  best: { title: 'Best so far', color: 'green' },
  early_stop: { title: 'Stopped early', color: 'purple' },
  state: { title: 'State changed', color: 'orange' },
  failure: { title: 'Failed', color: 'red' },
  checkpoint: { title: 'Checkpoint', color: 'semi-dark-blue' },
  evaluation_start: { title: 'Evaluation', color: 'semi-dark-purple' },
  evaluation_end: { title: 'Evaluation ended', color: 'semi-dark-purple' },
  checkpoint_start: { title: 'Writing a checkpoint', color: 'semi-dark-blue' },
  checkpoint_end: { title: 'Checkpoint written', color: 'semi-dark-blue' },
  learning_rate_change: { title: 'Learning rate changed', color: 'yellow' },
  note: { title: 'Note', color: 'text' },
  alert: { title: 'Alert', color: 'red' },
  log: { title: 'Log', color: 'text' },
};

/** All kinds with the words that people read. */
export const EVENT_KINDS = Object.entries(KINDS).map(([kind, { title }]) => ({ kind: kind as Kind, title }));

/** Kinds that begin a stretch of time, and what ends it. */
const ENDS: Partial<Record<Kind, Kind>> = {
  evaluation_start: 'evaluation_end',
  checkpoint_start: 'checkpoint_end',
};

interface Row {
  event: AnsweredEvent;
  end: number | null;
}

/** Joins beginnings with their ends, so that an evaluation is one region; an end without a beginning stays alone. */
function withEnds(events: readonly AnsweredEvent[]): Row[] {
  const ascending = events
    .map((event, place) => ({ event, place, at: timeOf(event.time) ?? 0 }))
    .sort((left, right) => left.at - right.at || left.place - right.place);
  const rows: Row[] = [];
  const open = new Map<string, Row>();
  for (const { event, at } of ascending) {
    const begun = open.get(`${event.session_id}\u0000${event.attempt}\u0000${event.kind}`);
    if (begun) {
      begun.end = at;
      open.delete(`${event.session_id}\u0000${event.attempt}\u0000${event.kind}`);
      continue;
    }
    const row: Row = { event, end: null };
    rows.push(row);
    const end = ENDS[event.kind];
    if (end) open.set(`${event.session_id}\u0000${event.attempt}\u0000${end}`, row);
  }
  return rows;
}

/** An event in words. Who names a checkpoint after its session has said no more than its kind does. */
function wordsOf({ kind, title, text, session_id }: AnsweredEvent): { title: string; text: string | null } {
  const { title: usual } = shown(kind);
  if (kind === 'state' && title !== null && Object.hasOwn(SESSION_STATES, title)) {
    return { title: SESSION_STATES[title as SessionState].text, text };
  }
  if (title === null || title.toLowerCase() === usual.toLowerCase()) return { title: usual, text };
  if (title.includes(session_id)) return { title: usual, text: text ?? title };
  return { title, text };
}

/** A newer exporter may know kinds that we don't: its own word is then the title. */
const shown = (kind: Kind) => (Object.hasOwn(KINDS, kind) ? KINDS[kind] : { title: kind, color: 'text' });

/**
 * Events as a frame in the order of time.
 * @param names Names of sessions by their ids, as far as they have one: ids say nothing to people.
 */
export function eventsFrame(
  events: readonly AnsweredEvent[],
  names: ReadonlyMap<string, string>,
  origin: Origin,
): DataFrame {
  const rows = withEnds(events);
  const nameOf = ({ session_id }: AnsweredEvent) => names.get(session_id);
  const tagsOf = (event: AnsweredEvent) => [event.kind, nameOf(event)].filter((tag) => tag !== undefined);
  const words = rows.map(({ event }) => wordsOf(event));
  return {
    refId: origin.refId,
    name: 'events',
    length: rows.length,
    fields: [
      timeField(
        'time',
        rows.map(({ event }) => timeOf(event.time)),
      ),
      timeField(
        'timeEnd',
        rows.map(({ end }) => end),
      ),
      stringField(
        'title',
        words.map(({ title }) => title),
      ),
      stringField(
        'text',
        words.map(({ text }) => text),
      ),
      otherField(
        'tags',
        rows.map(({ event }) => tagsOf(event)),
        { custom: { cellOptions: CELLS.pills } },
      ),
      stringField(
        'kind',
        rows.map(({ event }) => event.kind),
      ),
      stringField(
        'session',
        rows.map(({ event }) => nameOf(event) ?? event.session_id),
      ),
      stringField(
        'session_id',
        rows.map(({ event }) => event.session_id),
      ),
      numberField(
        'step',
        rows.map(({ event }) => numberOf(event.step)),
        { decimals: 0 },
      ),
      numberField(
        'attempt',
        rows.map(({ event }) => event.attempt),
        { decimals: 0 },
      ),
      stringField(
        'color',
        rows.map(({ event }) => shown(event.kind).color),
      ),
    ],
    meta: metaOf(origin, { preferredVisualisationType: 'table' }),
  };
}
