import { DOWNSAMPLED, SESSION_ENTITY, TRAINING_ALERT, TRAINING_EVENT } from '@shadower-training/contract';
import { performance } from 'node:perf_hooks';
import type {
  EntityCondition,
  EntityList,
  MeasurementRow,
  Replacement,
  RowsOfTags,
  StoreReader,
} from '../store/port.js';
import { RAW_MEASUREMENTS, readDownsampled, rowsOfDownsampled, type SessionKey } from './downsample.js';

/** How long things stay after a session's last news, in milliseconds; 0: for ever. */
export interface RetentionLimits {
  readonly raw: number;
  readonly downsampled: number;
  readonly records: number;
  /** About how many points downsampling leaves of a curve. */
  readonly points: number;
}

/** What retention asks of the writer thread. */
export interface RetentionWriter {
  /** Holds a session at rest as it is until `letGo`; false when it is in memory, because it has news. */
  hold(session: SessionKey): Promise<boolean>;
  /** Takes points away from a session that is held, which an attempt before has left. */
  clear(session: SessionKey, rows: readonly RowsOfTags[]): Promise<void>;
  /** Adds points to a session that is held. */
  add(session: SessionKey, rows: readonly MeasurementRow[]): Promise<void>;
  /** Ends holding. @param replacement What goes, and what its entity says then; null: everything stays. */
  letGo(session: SessionKey, replacement: Replacement | null): Promise<void>;
  /** Deletes a session for good, if it has ended and has no news since an instant (epoch milliseconds). */
  deleteEnded(session: SessionKey, newsBefore: number): Promise<boolean>;
}

/** What retention did since the start of the process. */
export interface RetentionStatistics {
  readonly raw_points: number;
  readonly downsampled_points: number;
  /** Sessions whose events went, the sessions themselves not included. */
  readonly sessions_without_events: number;
  readonly sessions: number;
  readonly failures: number;
  readonly seconds: number;
  /** End of the last whole round, epoch milliseconds; null before the first. */
  readonly last_run_at: number | null;
}

export interface RetentionParts {
  readonly reader: Pick<StoreReader, 'series' | 'seriesNames' | 'entities' | 'entity'>;
  readonly writer: RetentionWriter;
  readonly limits: RetentionLimits;
  /**
   * Whether other exporters write to the store. There a repeat lands on itself, and what another one has just written
   * must not be cleared.
   */
  readonly isShared: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onFailure: (error: unknown, session: SessionKey | null) => void;
}

/** States of sessions that do not train. Of a silent one nobody knows whether it has ended: it is never deleted. */
const AT_REST = ['completed', 'failed', 'stopped', 'cancelled', 'silent'];
const SILENT = ['silent'];
const ENDED = AT_REST.filter((state) => !SILENT.includes(state));

/** What has been done to a session since its last news: the entity's `retention_stage`. */
const STAGE = { raw: 1, downsampled: 2, records: 3 } as const;
type Stage = keyof typeof STAGE;

const PAGE = 50;
/** Points that the writer thread takes at a time: some milliseconds. */
const ROWS_AT_ONCE = 4_000;
/** Between such slices and between sessions: what comes in goes first. */
const PAUSE_MILLISECONDS = 20;
const SHORTEST_ROUND_MILLISECONDS = 1_000;
const LONGEST_ROUND_MILLISECONDS = 3_600_000;

/**
 * Ends what is older than the limits, in the background: raw points are replaced by downsampled ones, then those go, then
 * the records. A session is looked at as a whole and counts from its last news, so that nothing within a limit goes and a
 * session that trains is never cut.
 */
export class Retention {
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private running: Promise<void> | null = null;
  private readonly done = {
    raw_points: 0,
    downsampled_points: 0,
    sessions_without_events: 0,
    sessions: 0,
    failures: 0,
  };
  private seconds = 0;
  private lastRunAt: number | null = null;

  constructor(private readonly parts: RetentionParts) {}

  /** Whether there is any limit. */
  static isNeeded({ raw, downsampled, records }: RetentionLimits): boolean {
    return raw + downsampled + records > 0;
  }

  statistics(): RetentionStatistics {
    return { ...this.done, seconds: this.seconds, last_run_at: this.lastRunAt };
  }

  /** Begins to look again and again: ten times in the shortest limit, at least once an hour. */
  start(): void {
    const { raw, downsampled, records } = this.parts.limits;
    const shortest = Math.min(...[raw, downsampled, records].filter((limit) => limit > 0));
    const every = Math.max(SHORTEST_ROUND_MILLISECONDS, Math.min(LONGEST_ROUND_MILLISECONDS, shortest / 10));
    const later = (milliseconds: number): void => {
      if (this.stopped) return;
      this.timer = setTimeout(() => {
        this.running = this.run().then(() => later(every));
      }, milliseconds).unref();
    };
    later(Math.min(every, 60_000));
  }

  /** Ends looking; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  /** Looks at every session once. Never rejects: what fails is told, and tried again in the next round. */
  async run(): Promise<void> {
    const begin = performance.now();
    try {
      // What goes as a whole need not be downsampled first.
      await this.endOlder('records', ENDED);
      await this.endOlder('downsampled', AT_REST);
      await this.endOlder('raw', AT_REST);
      await this.endOlder('records', SILENT);
      if (!this.stopped) this.lastRunAt = this.parts.now();
    } catch (error) {
      this.failed(error, null);
    }
    this.seconds += (performance.now() - begin) / 1_000;
  }

  private failed(error: unknown, session: SessionKey | null): void {
    if (this.stopped) return;
    this.done.failures++;
    this.parts.onFailure(error, session);
  }

  private async endOlder(stage: Stage, states: readonly string[]): Promise<void> {
    const { reader, limits, now } = this.parts;
    if (limits[stage] === 0) return;
    const before = now() - limits[stage];
    let cursor: string | undefined;
    do {
      const page = await reader.entities({
        kind: SESSION_ENTITY.kind,
        conditions: this.dueConditions(stage, states, before),
        sort: { field: 'last_news_at', descending: false },
        limit: PAGE,
        fields: ['state', 'last_news_at'],
        ...(cursor !== undefined && { cursor }),
      });
      for (const item of page.items) {
        if (this.stopped) return;
        const session = { workspace_id: item['workspace_id'] as string, session_id: item['session_id'] as string };
        await this.endOne(stage, session, before, item['state'] as string).catch((error: unknown) =>
          this.failed(error, session),
        );
        await pause();
      }
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined && !this.stopped);
  }

  private dueConditions(stage: Stage, states: readonly string[], before: number): EntityList['conditions'] {
    const { raw, downsampled } = this.parts.limits;
    const stageIs = (operator: '=' | '<', value: number | null): EntityCondition => ({
      ...{ field: 'retention_stage', operator, value },
    });
    const due: EntityList['conditions'] = [
      { field: 'state', operator: 'in', value: states },
      { field: 'last_news_at', operator: '<', value: before },
      [stageIs('=', null), stageIs('<', STAGE[stage])],
    ];
    // Of a session that stays, the events go last: its points would else be passed over.
    const hasPointsFirst = states === SILENT && (raw > 0 || downsampled > 0);
    return hasPointsFirst ? [...due, stageIs('=', downsampled > 0 ? STAGE.downsampled : STAGE.raw)] : due;
  }

  private async endOne(stage: Stage, session: SessionKey, before: number, state: string): Promise<void> {
    const { writer, reader } = this.parts;
    if (stage === 'records' && ENDED.includes(state)) {
      if (await writer.deleteEnded(session, before)) this.done.sessions++;
      return;
    }
    if (!(await writer.hold(session))) return;
    let replacement: Replacement | null = null;
    try {
      const entity = await reader.entity(SESSION_ENTITY.kind, [session.workspace_id, session.session_id]);
      // It may have had news after it was listed.
      if (entity !== undefined && isDue(entity, stage, before)) {
        replacement = await this.replacementOf(stage, session, before, Number(entity['downsampled_parts'] ?? 0));
      }
    } finally {
      await writer.letGo(session, replacement);
    }
  }

  private async replacementOf(
    stage: Stage,
    session: SessionKey,
    before: number,
    parts: number,
  ): Promise<Replacement | null> {
    const rowsOf = (measurements: readonly string[], more: Readonly<Record<string, string>> = {}) =>
      measurements.map((measurement) => ({ measurement, tags: { ...session, ...more } }));
    const changes = (fields: Readonly<Record<string, unknown>>) => [
      { kind: SESSION_ENTITY.kind, key: [session.workspace_id, session.session_id], fields },
    ];
    const downsampledOnes = RAW_MEASUREMENTS.map((raw) => DOWNSAMPLED[raw]!.name);
    if (stage === 'records') {
      this.done.sessions_without_events++;
      const rows = rowsOf([TRAINING_EVENT.name, TRAINING_ALERT.name]);
      return { rows, entities: [], changes: changes({ retention_stage: STAGE.records }) };
    }
    if (stage === 'downsampled') {
      const [raw, downsampled] = [
        await this.count(session, RAW_MEASUREMENTS),
        await this.count(session, downsampledOnes),
      ];
      this.done.raw_points += raw;
      this.done.downsampled_points += downsampled;
      const fields = { retention_stage: STAGE.downsampled, downsampled_parts: 0 };
      return { rows: rowsOf([...RAW_MEASUREMENTS, ...downsampledOnes]), entities: [], changes: changes(fields) };
    }
    const curves = await readDownsampled(this.parts.reader, session, this.parts.limits.points);
    if (curves.newest >= before) return null;
    if (curves.after === curves.before)
      return { rows: [], entities: [], changes: changes({ retention_stage: STAGE.raw }) };
    if (!this.parts.isShared)
      await this.parts.writer.clear(session, rowsOf(downsampledOnes, { part: String(parts + 1) }));
    await this.write(session, rowsOfDownsampled(curves, parts + 1));
    this.done.raw_points += curves.before - curves.after;
    const fields = { retention_stage: STAGE.raw, downsampled_parts: parts + 1 };
    return { rows: rowsOf(RAW_MEASUREMENTS), entities: [], changes: changes(fields) };
  }

  private async count(session: SessionKey, measurements: readonly string[]): Promise<number> {
    const tags = { workspace_id: [session.workspace_id], session_id: [session.session_id] };
    let count = 0;
    for (const measurement of measurements) {
      const series = await this.parts.reader.series({ measurement, tags, reduce: { axis: 'time', points: 8 } });
      for (const { total } of series) count += total;
    }
    return count;
  }

  private async write(session: SessionKey, rows: Iterable<MeasurementRow>): Promise<void> {
    let slice: MeasurementRow[] = [];
    for (const row of rows) {
      slice.push(row);
      if (slice.length < ROWS_AT_ONCE) continue;
      await this.parts.writer.add(session, slice);
      slice = [];
      await pause();
    }
    if (slice.length > 0) await this.parts.writer.add(session, slice);
  }
}

function isDue(entity: Readonly<Record<string, unknown>>, stage: Stage, before: number): boolean {
  return (
    AT_REST.includes(entity['state'] as string) &&
    (entity['last_news_at'] as number) < before &&
    Number(entity['retention_stage'] ?? 0) < STAGE[stage]
  );
}

function pause(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, PAUSE_MILLISECONDS));
}
