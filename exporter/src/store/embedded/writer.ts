import { open } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { MeasurementDeclaration } from '@shadower-training/contract';
import type { DatabaseSync } from 'node:sqlite';
import type {
  EntityChange,
  MeasurementColumns,
  MeasurementRow,
  Partition,
  Replacement,
  RowsOfTags,
  StoreDeclarations,
  StoreWriter,
  Tags,
} from '../port.js';
import type { StoreCalls } from './calls.js';
import { EntityWriter } from './entities.js';
import type { HeadGroup } from './heads.js';
import { PartitionTable } from './partition-table.js';
import { PartitionState } from './partition-state.js';
import { DEFAULT_PERSIST_POLICY, type PersistPolicy } from './persist-policy.js';
import { Removals } from './removals.js';
import { newestFirst, rowMatches, RowsWriter } from './rows.js';
import { SeriesHeads, type WrittenHead } from './series-heads.js';
import { filterOf, matches } from '../tags.js';
import { inLazyTransaction, inTransaction } from '../../sqlite/transaction.js';

/** Partitions whose entities are written in one transaction: a slice of some milliseconds. */
const ENTITY_SLICE = 64;

/** However much there is to persist, room is given back at least so often. */
const REMOVE_AT_LEAST_EVERY_MILLISECONDS = 250;

/** What a row goes to: the heads of its tag set, or a table. */
type Target = { readonly measurement: string } & (
  { readonly group: HeadGroup; readonly rows: null } | { readonly group: null; readonly rows: RowsWriter }
);

/**
 * The embedded store's writing half: applied points grow in memory (heads) and get persistent a partition at a time,
 * with `covered_through` in the same transaction. So a file always says exactly which journal records it holds.
 */
export class EmbeddedStoreWriter implements StoreWriter {
  private readonly policy: PersistPolicy;
  private readonly measurements: ReadonlyMap<string, MeasurementDeclaration>;
  private readonly rowsWriters = new Map<string, RowsWriter>();
  private readonly series: SeriesHeads;
  private readonly removals: Removals;
  private removedAt = 0;
  private readonly entities: EntityWriter;
  private readonly table: PartitionTable;
  private readonly states = new Map<Partition, PartitionState>();
  /** Partitions with something that is not persistent, the longest waiting first. */
  private readonly waiting = new Set<PartitionState>();
  /** Partitions of which a head has grown to a block. */
  private readonly due = new Set<PartitionState>();
  private entitiesWaitSince = Infinity;
  private closed = false;

  /**
   * @param database The writing connection (database.ts); stays open at `close`, it is the opener's.
   * @param declarations Kinds that the store keeps; their tables are created or extended.
   */
  constructor(
    private readonly database: DatabaseSync,
    declarations: StoreDeclarations,
    policy: Partial<PersistPolicy> = {},
  ) {
    this.policy = { ...DEFAULT_PERSIST_POLICY, ...policy };
    this.measurements = new Map(declarations.measurements.map((declaration) => [declaration.name, declaration]));
    this.removals = new Removals(database, this.measurements);
    this.series = new SeriesHeads(database, this.removals);
    this.table = new PartitionTable(database);
    this.entities = inTransaction(database, () => {
      for (const declaration of declarations.measurements) {
        if (declaration.layout === 'rows')
          this.rowsWriters.set(declaration.name, new RowsWriter(database, declaration));
      }
      return new EntityWriter(database, declarations.entities);
    });
  }

  applyRows(partition: Partition, recordId: number, rows: readonly MeasurementRow[]): void {
    const state = this.touch(partition, recordId);
    const targets = new Map<Tags, Target[]>();
    let tags: Tags | undefined;
    let target: Target | undefined;
    let grown = false;
    for (const row of rows) {
      if (target === undefined || row.tags !== tags || row.measurement !== target.measurement) {
        tags = row.tags;
        target = this.target(state, row, targets);
      }
      if (target.group !== null) grown = this.series.add(target.group, row) || grown;
      else state.rows.push({ writer: target.rows, measurement: row.measurement, row: target.rows.number(row) });
    }
    if (grown) this.due.add(state);
  }

  applyColumns(partition: Partition, recordId: number, columns: readonly MeasurementColumns[]): void {
    const state = this.touch(partition, recordId);
    const targets = new Map<Tags, Target[]>();
    let grown = false;
    for (const some of columns) {
      const { group } = this.target(state, some, targets);
      if (group === null) throw new Error(`${some.measurement} keeps rows: columns are of series`);
      grown = this.series.addColumns(group, some) || grown;
    }
    if (grown) this.due.add(state);
  }

  /** Where a row goes; within a call, rows of one tag set share the object of their tags. */
  private target(
    state: PartitionState,
    row: Pick<MeasurementRow, 'measurement' | 'tags'>,
    known: Map<Tags, Target[]>,
  ): Target {
    let ofTags = known.get(row.tags);
    if (!ofTags) known.set(row.tags, (ofTags = []));
    let target = ofTags.find((one) => one.measurement === row.measurement);
    if (!target) {
      const declaration = this.measurement(row.measurement);
      const rows = this.rowsWriters.get(row.measurement);
      target = rows
        ? { measurement: row.measurement, group: null, rows }
        : { measurement: row.measurement, group: this.series.group(state, declaration, row.tags), rows: null };
      ofTags.push(target);
    }
    return target;
  }

  applyEntities(partition: Partition, recordId: number, changes: readonly EntityChange[]): void {
    this.touch(partition, recordId);
    for (const change of changes) this.entities.apply(partition, change);
    if (this.entities.waiting && this.entitiesWaitSince === Infinity) this.entitiesWaitSince = this.policy.now();
  }

  entity(kind: string, key: readonly string[]): Readonly<Record<string, unknown>> | undefined {
    return this.entities.entity(kind, key);
  }

  coveredThrough(partition: Partition): number {
    return this.states.get(partition)?.coveredThrough ?? this.table.coveredThrough(partition);
  }

  oldestUncovered(): number {
    let oldest = Infinity;
    for (const state of this.waiting) if (state.firstUncovered < oldest) oldest = state.firstUncovered;
    return oldest;
  }

  async sync(): Promise<number> {
    const oldest = this.oldestUncovered();
    // The log holds what was committed since the last checkpoint; a checkpoint forces both files to the disk itself.
    const log = await open(`${this.database.location()}-wal`);
    try {
      await log.datasync();
    } finally {
      await log.close();
    }
    return oldest;
  }

  settle(partitions: readonly Partition[] = this.entities.waitingPartitions()): void {
    if (partitions.length === 0) return;
    inLazyTransaction(this.database, () => {
      for (const partition of partitions) this.entities.flush(partition);
    });
    for (const partition of partitions) this.entities.flushed(partition);
    if (!this.entities.waiting) this.entitiesWaitSince = Infinity;
  }

  release(partition: Partition): void {
    const state = this.states.get(partition);
    if (!state) return;
    if (this.waiting.has(state)) {
      this.policy.beforePersist(partition);
      this.persist([state]);
    }
    this.series.forget(state, [...state.groups]);
    this.states.delete(partition);
  }

  maintain(budgetMilliseconds: number): boolean {
    const deadline = performance.now() + budgetMilliseconds;
    this.flushOldEntities(deadline);
    const postponed = new Set<PartitionState>();
    if (this.nextDue(postponed) !== undefined) {
      // One transaction for what fits into the budget: partitions share pages, each of which is then written once.
      this.persist(this.duePartitions(deadline, postponed));
      const isStarving = performance.now() - this.removedAt > REMOVE_AT_LEAST_EVERY_MILLISECONDS;
      if (this.nextDue(postponed) !== undefined && !(isStarving && this.removals.count > 0)) return true;
    }
    const more = this.removals.slice(deadline);
    this.removedAt = performance.now();
    return more || this.nextDue(postponed) !== undefined;
  }

  get removing(): number {
    return this.removals.count;
  }

  private flushOldEntities(deadline: number): void {
    if (this.policy.now() - this.entitiesWaitSince < this.policy.entityMilliseconds) return;
    const partitions = this.entities.waitingPartitions();
    for (let from = 0; from < partitions.length; from += ENTITY_SLICE) {
      this.settle(partitions.slice(from, from + ENTITY_SLICE));
      if (performance.now() >= deadline) return;
    }
  }

  private *duePartitions(deadline: number, postponed: Set<PartitionState>): Generator<PartitionState> {
    for (let state = this.nextDue(postponed); state; state = this.nextDue(postponed)) {
      postponed.add(state);
      if (this.policy.beforePersist(state.name) !== false) yield state;
      if (performance.now() >= deadline) return;
    }
  }

  /** The next partition to persist, if one must be: a full head first, else the longest waiting, when too much waits. */
  private nextDue(except: ReadonlySet<PartitionState>): PartitionState | undefined {
    for (const state of this.due) if (!except.has(state)) return state;
    for (const state of this.waiting) {
      if (except.has(state)) continue;
      const { policy } = this;
      const tooOld = policy.now() - state.waitingSince >= policy.waitMilliseconds;
      const tooMany = this.series.points > policy.pointsInMemory;
      const tooLarge =
        state.firstUncovered !== Infinity && policy.backlogBytes(state.firstUncovered) > policy.backlogLimitBytes;
      return tooOld || tooMany || tooLarge ? state : undefined;
    }
    return undefined;
  }

  deleteEntity(kind: string, key: readonly string[]): void {
    inTransaction(this.database, () => this.entities.delete(kind, key));
  }

  deleteRows(measurement: string, tags: Tags): void {
    this.remove([], { rows: [{ measurement, tags }], entities: [] });
  }

  async replace(partition: Partition, recordId: number, replacement: Replacement): Promise<void> {
    const state = this.touch(partition, recordId);
    for (const changes of [replacement.changes, replacement.announced])
      if (changes) this.applyEntities(partition, recordId, changes);
    this.remove([state], replacement);
    if (state.groups.size === 0) this.states.delete(partition);
  }

  /**
   * Hides and deletes in one transaction with all that waits of some partitions, and of those of which something in
   * memory goes: what was in memory only must not come back by a replay. Lazy: what asked for it is in the journal.
   */
  private remove(states: readonly PartitionState[], { rows, entities }: Replacement): void {
    const touched = new Set(states);
    for (const { measurement, tags } of rows)
      for (const state of this.forgetPoints(measurement, tags)) touched.add(state);
    const hidden = this.persist(
      [...touched].filter((state) => this.waiting.has(state)),
      () => {
        for (const { kind, key } of entities) this.entities.delete(kind, key);
        return rows.map(({ measurement, tags }) => this.removals.hide(measurement, tags, this.nextIdOf(measurement)));
      },
    );
    this.removals.added(hidden);
  }

  private nextIdOf(measurement: string): number {
    return this.rowsWriters.get(measurement)?.nextId ?? this.series.nextTagSetId;
  }

  /** Forgets points in memory. @returns The partitions that held some. */
  private forgetPoints(measurement: RowsOfTags['measurement'], tags: Tags): Set<PartitionState> {
    this.measurement(measurement);
    const filter = filterOf(tags);
    const touched = new Set<PartitionState>();
    for (const group of this.series.find(measurement, filter)) {
      const state = this.states.get(group.partition)!;
      touched.add(state);
      this.series.forget(state, [group]);
    }
    for (const state of this.waiting) {
      const kept = state.rows.filter(({ measurement: of, row }) => of !== measurement || !matches(row.tags, filter));
      if (kept.length < state.rows.length) touched.add(state);
      state.rows = kept;
    }
    return touched;
  }

  close(): void {
    if (this.closed) return;
    for (const state of [...this.waiting]) this.policy.beforePersist(state.name);
    if (this.waiting.size > 0) this.persist([...this.waiting]);
    this.closed = true;
  }

  /** What reads may ask the writer thread for. */
  readonly calls: StoreCalls = {
    storeHeads: (measurement, tags, fields) => this.series.snapshot(this.measurement(measurement), tags, fields),
    storeHeadNames: (measurement, tags) =>
      this.series
        .find(measurement, tags)
        .flatMap((group) => [...group.heads.keys()].map((field) => ({ tags: group.tags, field }))),
    storeWaitingRows: (measurement, query) =>
      [...this.waiting]
        .flatMap((state) => state.rows.filter((row) => row.measurement === measurement && rowMatches(row.row, query)))
        .map(({ row }) => row)
        .sort(newestFirst)
        .slice(0, query.limit),
    storeWaitingEntity: (kind, key) =>
      this.entities.waits(kind, key) ? (this.entities.entity(kind, key) ?? null) : null,
  };

  /** Notes that a record has touched a partition, rows or none: the journal keeps it until the partition is persisted. */
  private touch(partition: Partition, recordId: number): PartitionState {
    if (this.closed) throw new Error('the store is closed');
    let state = this.states.get(partition);
    if (!state)
      this.states.set(partition, (state = new PartitionState(partition, this.table.coveredThrough(partition))));
    if (recordId > state.lastRecord) state.lastRecord = recordId;
    if (recordId > state.coveredThrough && recordId < state.firstUncovered) state.firstUncovered = recordId;
    if (!this.waiting.has(state)) {
      this.waiting.add(state);
      state.waitingSince = this.policy.now();
    }
    return state;
  }

  /**
   * Persists partitions in one transaction, after other work; memory changes only when it is committed.
   * @returns What the work returned.
   */
  private persist(partitions: Iterable<PartitionState>): void;
  private persist<Result>(partitions: Iterable<PartitionState>, work: () => Result): Result;
  private persist<Result>(partitions: Iterable<PartitionState>, work?: () => Result): Result | undefined {
    const done: { state: PartitionState; heads: readonly WrittenHead[] }[] = [];
    const result = inLazyTransaction(this.database, () => {
      const worked = work?.();
      for (const state of partitions) {
        const heads = this.series.write(state);
        for (const { writer, row } of state.rows) writer.write(row);
        this.entities.persist(state.name);
        this.table.store(state.name, state.lastRecord);
        done.push({ state, heads });
      }
      return worked;
    });
    for (const { state, heads } of done) {
      this.series.written(heads);
      this.entities.persisted(state.name);
      state.persisted();
      this.waiting.delete(state);
      this.due.delete(state);
    }
    if (!this.entities.waiting) this.entitiesWaitSince = Infinity;
    return result;
  }

  private measurement(name: string): MeasurementDeclaration {
    const declaration = this.measurements.get(name);
    if (!declaration) throw new Error(`no measurement is declared as ${name}`);
    return declaration;
  }
}
