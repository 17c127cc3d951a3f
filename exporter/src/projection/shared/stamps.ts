import type { SessionDescription, SessionPatch } from '@shadower-training/contract';

/**
 * When what of an exporter's part was said: of two exporters' words about the same thing the later one counts. Stamps
 * are receipts in epoch milliseconds, but never before anything the exporter had heard of: a word that answers another
 * one is later, whatever the clocks say.
 */
export interface Stamps {
  /** The latest stamp given or heard of. */
  clock: number;
  /** Each part of the description by its path (JSON), with its stamp. */
  described: Record<string, readonly [stamp: number, value: unknown]>;
  /** Of each field of the usage that was reported. */
  usage: Record<string, number>;
  phase: number;
  /** Of the last start or completion. */
  ending: number;
  /** Time of the last point that has a place, in the clock of the values. */
  places: number;
  /** Time of each metric's newest value, in the clock of the values. */
  final: Record<string, number>;
  /** By attempt: from when to when news came, in the clock of the values; pauses shorter than silence are closed. */
  spans: Span[][];
}

export type Span = [from: number, to: number];

/** Spans kept of an attempt: beyond, the shortest pause counts as training. */
const MAXIMUM_SPANS = 200;

export function noStamps(): Stamps {
  const names = (): Record<string, never> => Object.create(null) as Record<string, never>;
  return { clock: 0, described: names(), usage: names(), phase: 0, ending: 0, places: 0, final: names(), spans: [] };
}

/** Stamps as they were stored. */
export function stampsFromStored(stored: Stamps): Stamps {
  const copied = <Value>(entries: Record<string, Value>): Record<string, Value> =>
    Object.assign(Object.create(null) as Record<string, Value>, entries);
  return {
    ...stored,
    described: copied(stored.described),
    usage: copied(stored.usage),
    final: copied(stored.final),
    spans: stored.spans.map((spans) => spans.map(([from, to]) => [from, to])),
  };
}

/** A stamp for something that was received now. */
export function nextStamp(stamps: Stamps, receivedAt: number): number {
  stamps.clock = receivedAt > stamps.clock ? receivedAt : stamps.clock + 1;
  return stamps.clock;
}

/** Notes what a start or a change said of the session. */
export function noteDescription(stamps: Stamps, news: SessionPatch | SessionDescription, stamp: number): void {
  const note = (path: readonly string[], value: unknown): void => {
    stamps.described[JSON.stringify(path)] = [stamp, value];
  };
  const noteKeys = (path: readonly string[], values: object): void => {
    const key = JSON.stringify(path);
    // That there is something, even if it is empty.
    stamps.described[key] ??= [stamp, {}];
    for (const [name, value] of Object.entries(values)) {
      if (path[0] === 'training_config' && path.length === 1 && name === 'hyperparameters' && isObject(value))
        noteKeys([...path, name], value);
      else if (value !== undefined) note([...path, name], value);
    }
  };
  for (const [name, value] of Object.entries(news)) {
    if (value === undefined) continue;
    if (KEY_BY_KEY.has(name) && isObject(value)) noteKeys([name], value);
    else note([name], value);
  }
}

/** Parts of a description that are told key by key (as in describe.ts). */
const KEY_BY_KEY = new Set(['tags', 'environment', 'training_config']);

/** The description that several exporters' words together give; of equal stamps the later in the list counts. */
export function describedBy(all: readonly Stamps[]): SessionDescription {
  const newest = new Map<string, readonly [stamp: number, value: unknown]>();
  for (const { described } of all) {
    for (const [path, said] of Object.entries(described)) {
      const known = newest.get(path);
      if (known === undefined || said[0] >= known[0]) newest.set(path, said);
    }
  }
  const root: Branch = new Map();
  const byDepth = [...newest].map(([path, [, value]]) => ({ path: JSON.parse(path) as string[], value }));
  byDepth.sort((left, right) => left.path.length - right.path.length);
  for (const { path, value } of byDepth) put(root, path, value);
  return objectOf(root) as SessionDescription;
}

type Branch = Map<string, unknown>;

function put(root: Branch, path: readonly string[], value: unknown): void {
  let branch = root;
  for (const name of path.slice(0, -1)) {
    const next = branch.get(name);
    if (next instanceof Map) branch = next as Branch;
    else branch.set(name, (branch = new Map()));
  }
  const name = path.at(-1)!;
  const isBranch = (path.length === 1 && KEY_BY_KEY.has(name)) || (path.length === 2 && name === 'hyperparameters');
  // A tag that is null was taken away.
  if (path[0] === 'tags' && path.length === 2 && value === null) return;
  branch.set(name, isBranch && isObject(value) ? new Map(Object.entries(value)) : value);
}

function objectOf(branch: Branch): Record<string, unknown> {
  return Object.fromEntries(
    [...branch].map(([name, value]) => [name, value instanceof Map ? objectOf(value as Branch) : value]),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Notes news of an attempt. @param limit Milliseconds without news that are silence. */
export function noteSpan(stamps: Stamps, attempt: number, at: number, limit: number): void {
  while (stamps.spans.length < attempt) stamps.spans.push([]);
  const spans = stamps.spans[attempt - 1]!;
  const last = spans.at(-1);
  if (last === undefined || at - last[1] >= limit) spans.push([at, at]);
  else if (at > last[1]) last[1] = at;
  if (spans.length > MAXIMUM_SPANS) joinNearest(spans);
}

function joinNearest(spans: Span[]): void {
  let nearest = 1;
  for (let index = 2; index < spans.length; index++)
    if (pauseBefore(spans, index) < pauseBefore(spans, nearest)) nearest = index;
  spans.splice(nearest - 1, 2, [spans[nearest - 1]![0], spans[nearest]![1]]);
}

function pauseBefore(spans: readonly Span[], index: number): number {
  return spans[index]![0] - spans[index - 1]![1];
}

/** Milliseconds that several exporters' spans of one attempt cover together, pauses below the limit included. */
export function activeIn(spans: readonly Span[], limit: number): number {
  const sorted = spans.toSorted((left, right) => left[0] - right[0]);
  let active = 0;
  let end = -Infinity;
  for (const [from, to] of sorted) {
    if (from - end < limit) active += Math.max(0, to - end);
    else active += to - from;
    end = Math.max(end, to);
  }
  return active;
}
