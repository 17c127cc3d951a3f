import { SESSION_ENTITY, TRAINING_STEP, type SessionSummary } from '@shadower-training/contract';
import type { Projection } from '../projection/projection.js';
import type { Sharing } from '../projection/sharing.js';
import { identityOfKey, sessionKey } from '../projection/session.js';
import { DELETED_SESSION_ENTITY } from '../projection/shared/deleted-session.js';
import { SESSION_PART_ENTITY, type SessionPart } from '../projection/shared/session-part.js';
import type { NewPoints } from '../projection/shared/shared-session.js';
import type { NeighbourReads } from '../store/influx/index.js';
import type { StoredSeries, StoreReader, StoreWriter } from '../store/port.js';
import type { LocalParts } from './local-parts.js';
import type { WriterWord } from './writer-protocol.js';

/** Between two looks at what others have written. */
const LOOK_MILLISECONDS = 1_000;
/** Between two searches for sessions that nobody serves any more. */
const SEARCH_MILLISECONDS = 10_000;
/** Whoever serves a session hears of it more often. */
const UNHEARD_MILLISECONDS = 45_000;
/** Between two words that say no more than that this exporter is there. */
const ANNOUNCE_MILLISECONDS = 30_000;
/** How long others count as there without a word. */
const ABSENT_AFTER_MILLISECONDS = 3 * ANNOUNCE_MILLISECONDS;
/** How long a start waits to hear of others. */
const LISTEN_MILLISECONDS = 200;
/** How long a look waits to hear whether sessions were deleted. */
const DELETION_MILLISECONDS = 1_000;
/** Sessions whose points are read together, where these lie near each other in time. */
const SESSIONS_A_READ = 50;
/** Points further apart are read apart. */
const NEAR_MILLISECONDS = 60_000;

export interface NeighbourParts {
  /** The name of this exporter's journal. */
  readonly exporter: string;
  readonly reads: NeighbourReads;
  /** Reads without waiting for what this exporter has not written yet. */
  readonly reader: Pick<StoreReader, 'series' | 'entities'>;
  /** Reads an entity once all that this exporter says of it is written. */
  readonly settledEntity: StoreWriter['entity'];
  /** Tells others that there is this exporter. */
  readonly announce: () => Promise<void>;
  readonly local: LocalParts;
  readonly projection: () => Projection;
  readonly tell: (word: WriterWord) => void;
}

type Heard = ReadonlyMap<string, ReadonlyMap<string, SessionPart>>;

/**
 * Listens to the other exporters on the same InfluxDB. Each writes, with every change, which sessions it was about
 * (coverage): one small question a second finds what is new, and only of sessions that are in memory here, or that
 * somebody watches here, is more read.
 */
export class Neighbours implements Pick<Sharing, 'heardSince' | 'listen'> {
  private readonly rows = new Map<string, number>();
  /** Partitions of which there is news that was not heard yet. */
  private readonly unheard = new Set<string>();
  private since: number | null = null;
  private hasFailed = false;
  private hasLooked = false;
  private searchedAt = Date.now();
  private announcedAt = -Infinity;
  private heardAt = -Infinity;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  /** Whether live streams are open here. */
  isWatched = false;

  constructor(private readonly parts: NeighbourParts) {}

  start(): void {
    void this.turn();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
  }

  /** Since when others have been heard without a break; null while they cannot be heard. */
  heardSince(): number | null {
    return this.since;
  }

  /** Whether InfluxDB did not answer when it was last asked. */
  get isAway(): boolean {
    return this.hasFailed;
  }

  /** Whether others write to this InfluxDB, or read there what this exporter writes. */
  get hasOthers(): boolean {
    return performance.now() - this.heardAt < ABSENT_AFTER_MILLISECONDS;
  }

  /** Somebody else's question was not answered. */
  noteFailure(): void {
    this.hasFailed = true;
    this.since = null;
  }

  /** Of a session that came into memory without what others know: it is asked for as soon as InfluxDB answers. */
  hearLater(key: string): void {
    this.unheard.add(key);
  }

  async listen(workspaceId: string, sessionId: string): Promise<void> {
    if (this.isAway) return;
    const key = sessionKey(workspaceId, sessionId);
    const heard = this.hear([key]).catch(() => this.noteFailure());
    await withinLimit(heard, LISTEN_MILLISECONDS);
  }

  /** Parts of sessions by key and exporter. @throws InfluxUnavailableError */
  async partsOf(keys: readonly string[]): Promise<Heard> {
    const heard = new Map(keys.map((key) => [key, new Map<string, SessionPart>()]));
    const beginnings = keys.map((key) => Object.values(identityOfKey(key)));
    for (const entity of await this.parts.reads.entities(SESSION_PART_ENTITY, beginnings)) {
      const key = sessionKey(String(entity['workspace_id']), String(entity['session_id']));
      const part = JSON.parse(String(entity['part'])) as SessionPart;
      heard.get(key)?.set(String(entity['exporter']), part);
    }
    return heard;
  }

  /** The summary of a session, or undefined when there is none. @throws InfluxUnavailableError */
  async summaryOf(key: string): Promise<SessionSummary | undefined> {
    const [entity] = await this.parts.reads.entities(SESSION_ENTITY, [Object.values(identityOfKey(key))], ['summary']);
    return entity?.['summary'] as SessionSummary | undefined;
  }

  /** Whether somebody deleted a session. @throws InfluxUnavailableError */
  async isDeleted(key: string): Promise<boolean> {
    return (await this.deletedOf([key])).length > 0;
  }

  /** Which sessions somebody deleted. */
  private async deletedOf(keys: readonly string[]): Promise<string[]> {
    const beginnings = keys.map((key) => Object.values(identityOfKey(key)));
    const entities = await this.parts.reads.entities(DELETED_SESSION_ENTITY, beginnings);
    return entities
      .filter(saysDeleted)
      .map((entity) => sessionKey(String(entity['workspace_id']), String(entity['session_id'])));
  }

  private async turn(): Promise<void> {
    const began = performance.now();
    try {
      await this.look();
      this.since ??= Date.now();
      this.hasFailed = false;
      this.announce();
      await this.search();
    } catch (error) {
      const isNew = !this.hasFailed;
      this.noteFailure();
      // That InfluxDB is away is told by who writes; anything else must be seen, once.
      if (isNew && (error as Error).name !== 'InfluxUnavailableError')
        this.parts.tell({ failure: `other exporters could not be heard: ${String(error)}` });
    }
    const pause = Math.max(100, LOOK_MILLISECONDS - (performance.now() - began));
    if (!this.stopped) this.timer = setTimeout(() => void this.turn(), pause);
  }

  /** Not waited for: whoever writes waits as long as InfluxDB is away. */
  private announce(): void {
    const now = performance.now();
    if (now - this.announcedAt < ANNOUNCE_MILLISECONDS) return;
    this.announcedAt = now;
    // It ends with the exporter only.
    this.parts.announce().catch(() => {});
  }

  /** What others have written since the last look. */
  private async look(): Promise<void> {
    const { exporter: own, reads } = this.parts;
    for (const [exporter, row] of await reads.newestRows()) {
      if (exporter === own) continue;
      const known = this.rows.get(exporter);
      // What was there at the first look, whoever comes into memory reads.
      // Whether that exporter is there still will show.
      if (known === undefined && !this.hasLooked) {
        this.rows.set(exporter, row);
        this.heardAt = performance.now();
      } else if (known === undefined || row > known) {
        const { partitions, row: last } = await reads.changesOf(exporter, known ?? 0);
        // What cannot be heard now is heard with a later look.
        for (const partition of partitions) this.unheard.add(partition);
        this.heardAt = performance.now();
        this.rows.set(exporter, Math.max(row, last));
      }
    }
    this.hasLooked = true;
    const projection = this.parts.projection();
    const changed = [...this.unheard];
    const here = changed.filter((key) => projection.holds(key));
    const elsewhere = changed.filter((key) => !projection.holds(key) && isSession(key));
    await this.hear(here);
    if (this.isWatched) await this.tellOf(elsewhere);
    for (const key of changed) this.unheard.delete(key);
  }

  /** Reads the parts of sessions in memory, and the points that they bring. */
  private async hear(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const { exporter: own } = this.parts;
    const projection = this.parts.projection();
    const heard = await this.partsOf(keys);
    const points = await this.pointsOf(heard);
    const alone: string[] = [];
    for (const [key, parts] of heard) {
      // Whoever deletes it deletes all parts; ours may have been on its way meanwhile.
      if (projection.holds(key) && parts.size === Number(parts.has(own))) alone.push(key);
      for (const [exporter, part] of parts)
        if (exporter !== own) projection.hear(key, exporter, part, points.get(key) ?? null);
    }
    const deleted = await this.deletedOf(alone);
    await withinLimit(Promise.all(deleted.map((key) => this.forgetDeleted(key))), DELETION_MILLISECONDS);
  }

  /** @throws What keeps InfluxDB from answering; the next look asks again. */
  private async forgetDeleted(key: string): Promise<void> {
    const { workspace_id, session_id } = identityOfKey(key);
    try {
      // One that was started here anew says so in the same place.
      const entity = await this.parts.settledEntity(DELETED_SESSION_ENTITY.kind, [workspace_id, session_id]);
      if (!entity || !saysDeleted(entity)) return;
    } catch (error) {
      this.unheard.add(key);
      throw error;
    }
    void this.parts.projection().forgetDeleted(workspace_id, session_id);
  }

  /** The points that parts bring, by session; a session whose points must all be read again is missing. */
  private async pointsOf(heard: Heard): Promise<ReadonlyMap<string, readonly StoredSeries[]>> {
    const found = new Map<string, readonly StoredSeries[]>();
    const wanted: WantedPoints[] = [];
    for (const [key, parts] of heard) {
      const one = this.wantedOf(key, parts);
      if (one === null) found.set(key, []);
      else if (one !== 'all') wanted.push(one);
    }
    for (const group of nearGroups(wanted)) {
      const series = await this.parts.reader.series({
        measurement: TRAINING_STEP.name,
        tags: { workspace_id: [group[0]!.workspace_id], session_id: group.map(({ session_id }) => session_id) },
        fields: [...new Set(group.flatMap(({ metrics }) => metrics))],
        range: {
          axis: 'time',
          from: Math.min(...group.map(({ from }) => from)),
          to: Math.max(...group.map(({ to }) => to)),
        },
      });
      for (const { key, session_id } of group)
        found.set(
          key,
          series.filter(({ tags }) => tags['session_id'] === session_id),
        );
    }
    return found;
  }

  private wantedOf(key: string, parts: ReadonlyMap<string, SessionPart>): WantedPoints | 'all' | null {
    const projection = this.parts.projection();
    let [from, to] = [Infinity, -Infinity];
    let metrics: readonly string[] = [];
    for (const [exporter, part] of parts) {
      if (exporter === this.parts.exporter) continue;
      const wanted = projection.wanted(key, exporter, part);
      if (wanted === null) return null;
      const points: NewPoints = wanted.points;
      if (points === 'all') return 'all';
      if (points === null) continue;
      metrics = wanted.metrics;
      from = Math.min(from, points.from);
      to = Math.max(to, points.to);
    }
    return to < from ? null : { key, ...identityOfKey(key), metrics, from, to };
  }

  /** Live streams here show what others serve. */
  private async tellOf(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const beginnings = keys.map((key) => Object.values(identityOfKey(key)));
    const entities = await this.parts.reads.entities(SESSION_ENTITY, beginnings, ['summary']);
    const elsewhere = entities.map((entity) => entity['summary'] as SessionSummary).filter(Boolean);
    const skipped = this.parts.projection().isAnyWatched(keys);
    if (elsewhere.length > 0)
      this.parts.tell({ news: { sessions: [], metrics: [], points: [], deleted: [], skipped, elsewhere } });
  }

  /** Sessions that trained, and of which nobody has heard for long: whoever served them may be gone. */
  private async search(): Promise<void> {
    const now = Date.now();
    if (now - this.searchedAt < SEARCH_MILLISECONDS) return;
    this.searchedAt = now;
    const projection = this.parts.projection();
    const page = await this.parts.reader.entities({
      kind: SESSION_ENTITY.kind,
      conditions: [
        { field: 'state', operator: 'in', value: ['running', 'hung'] },
        { field: 'last_news_at', operator: '<', value: now - UNHEARD_MILLISECONDS },
      ],
      sort: { field: 'last_news_at', descending: true },
      limit: SESSIONS_A_READ,
      fields: ['state'],
    });
    for (const { workspace_id, session_id } of page.items)
      await projection.takeOver(String(workspace_id), String(session_id));
  }
}

interface WantedPoints {
  readonly key: string;
  readonly workspace_id: string;
  readonly session_id: string;
  readonly metrics: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Groups what one read can bring without bringing much else: of one workspace, and near in time. */
function nearGroups(wanted: readonly WantedPoints[]): WantedPoints[][] {
  const groups: WantedPoints[][] = [];
  const sorted = wanted.toSorted(
    (left, right) => compare(left.workspace_id, right.workspace_id) || left.from - right.from,
  );
  for (const one of sorted) {
    const group = groups.at(-1);
    const isNear =
      group !== undefined &&
      group.length < SESSIONS_A_READ &&
      group[0]!.workspace_id === one.workspace_id &&
      one.to - group[0]!.from < NEAR_MILLISECONDS &&
      group.every(({ to }) => to - group[0]!.from < NEAR_MILLISECONDS);
    if (isNear) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function saysDeleted(entity: Readonly<Record<string, unknown>>): boolean {
  return typeof entity['deleted_at'] === 'number';
}

/** A workspace as a whole has a key too. */
function isSession(key: string): boolean {
  return identityOfKey(key).session_id !== '';
}

/** Waits, but not for long. */
export async function withinLimit(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
