import type { EntityDeclaration } from '@shadower-training/contract';
import { performance } from 'node:perf_hooks';
import type {
  EntityChange,
  MeasurementColumns,
  MeasurementRow,
  Partition,
  Replacement,
  StoreDeclarations,
  StoreWriter,
  Tags,
} from '../port.js';
import { filterOf } from '../tags.js';
import type { InfluxConnection } from './connection.js';
import type { Coverage } from './coverage.js';
import { compactCoverage } from './coverage-compaction.js';
import { DeferredRecords, type Slice } from './deferred-records.js';
import { carryOut, type Deletion } from './deletions.js';
import { readEntity } from './entity-read.js';
import type { Erasure } from './eraser.js';
import { entityLine, entityPieces, entityTombstone, MeasurementLines } from './line-protocol.js';
import type { LineSender } from './line-sender.js';
import { countOf, lineOf, type Lines } from './lines.js';
import { PendingPartition, type Shipment } from './pending.js';
import { DEFAULT_SEND_POLICY, type SendPolicy } from './send-policy.js';
import type { InfluxServer } from './server.js';

/** Rows that come back from the journal at once: more would hold up the thread. */
const ROWS_RESUPPLIED = 5_000;
/** Slices of those that are sent at once. */
const SLICES_UNDERWAY = 2;
/** How long a run brings points back before it gives way to new data. */
const RESUPPLY_MILLISECONDS = 500;
/** Partitions whose entities go in one request. */
const PARTITIONS_A_REQUEST = 200;

export interface InfluxStoreWriterParts {
  readonly connection: InfluxConnection;
  readonly server: InfluxServer;
  readonly sender: LineSender;
  /** Databases of the points and of the entities. */
  readonly databases: { readonly points: string; readonly entities: string };
  readonly declarations: StoreDeclarations;
  readonly coverage: Coverage;
  /** Aborts what the sender waits for. */
  readonly stop: AbortController;
  readonly policy?: Partial<SendPolicy>;
}

/**
 * The InfluxDB store's writing half. What is applied becomes lines at once and is sent soon, one run after the other:
 * deletions, then the points of the partitions, then their entities together with the coverage of their records. What
 * InfluxDB has is visible to everybody, so there is nothing to persist beside it; what it has not yet, the journal has.
 */
export class InfluxStoreWriter implements StoreWriter {
  private readonly policy: SendPolicy;
  private readonly lines: ReadonlyMap<string, MeasurementLines>;
  private readonly kinds: ReadonlyMap<string, EntityDeclaration>;
  private readonly states = new Map<Partition, PendingPartition>();
  /** Partitions with something that InfluxDB has not, the longest waiting first. */
  private readonly waiting = new Set<PendingPartition>();
  private readonly deferred = new DeferredRecords();
  /** What InfluxDB has, and is not noted as covered yet. */
  private stored: Shipment[] = [];
  /** Lines that a run has taken and InfluxDB has not confirmed. */
  private linesOnTheirWay = 0;
  private deletions: Deletion[] = [];
  /** Deletions that InfluxDB refused, for whoever waits for them. */
  private readonly refusals = new WeakMap<Deletion, Error>();
  private waitingSince = Infinity;
  private linesWaiting = 0;
  /** Partitions of the next run; null: all. */
  private wanted: Set<Partition> | null = new Set();
  /** Whether nobody waits for the next run: then entities that were sent lately need not go again. */
  private isPaced = true;
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;
  private closed = false;
  /** What ended sending; null while it goes on. */
  private broken: { readonly error: unknown } | null = null;

  constructor(private readonly parts: InfluxStoreWriterParts) {
    this.policy = { ...DEFAULT_SEND_POLICY, ...parts.policy };
    const { measurements, entities } = parts.declarations;
    this.lines = new Map(measurements.map((declaration) => [declaration.name, new MeasurementLines(declaration)]));
    this.kinds = new Map(entities.map((declaration) => [declaration.kind, declaration]));
  }

  applyRows(partition: Partition, recordId: number, rows: readonly MeasurementRow[]): void {
    const state = this.touch(partition, recordId);
    if (this.mustDefer()) this.deferred.note(recordId);
    for (const row of rows) {
      const line = this.linesOf(row.measurement).row(row);
      if (line !== null) this.addLines(state, row.measurement, row.tags, [lineOf(line)]);
    }
  }

  applyColumns(partition: Partition, recordId: number, columns: readonly MeasurementColumns[]): void {
    const state = this.touch(partition, recordId);
    if (columns[0] !== undefined && this.mustDefer()) return this.deferred.defer(partition, recordId, columns[0].tags);
    for (const some of columns) {
      const lines = this.linesOf(some.measurement);
      if (lines.declaration.layout !== 'series')
        throw new Error(`${some.measurement} keeps rows: columns are of series`);
      this.addLines(state, some.measurement, some.tags, lines.columns(some));
    }
  }

  applyEntities(partition: Partition, recordId: number, changes: readonly EntityChange[]): void {
    const state = this.touch(partition, recordId);
    for (const { kind, key, fields } of changes) {
      const declaration = this.kind(kind);
      if (key.length !== declaration.key.length)
        throw new Error(`entity ${kind} has ${declaration.key.length} key parts, not ${key.length}`);
      state.changeEntity(kind, key, entityPieces(declaration, fields));
    }
  }

  /** Sends what waits and reads the entity from InfluxDB: other exporters may have changed it. */
  async entity(kind: string, key: readonly string[]): Promise<Readonly<Record<string, unknown>> | undefined> {
    // While points of its partition come back from the journal, its changes wait for them.
    do await this.flushed();
    while (this.isPending(kind, key));
    return readEntity(this.parts.connection, this.parts.databases.entities, this.kind(kind), key);
  }

  coveredThrough(partition: Partition): number {
    return this.parts.coverage.through(partition);
  }

  oldestUncovered(): number {
    let oldest = Infinity;
    for (const state of this.waiting) if (state.firstUncovered < oldest) oldest = state.firstUncovered;
    return oldest;
  }

  /** What InfluxDB has acknowledged is its own: nothing is left to force. */
  sync(): Promise<number> {
    return Promise.resolve(this.oldestUncovered());
  }

  settle(partitions?: readonly Partition[]): void {
    this.send(partitions ?? null);
  }

  release(partition: Partition): void {
    const state = this.states.get(partition);
    if (!state) return;
    state.releasing = true;
    if (this.waiting.has(state)) this.send([partition]);
    else this.states.delete(partition);
  }

  maintain(): boolean {
    const tooOld = performance.now() - this.waitingSince >= this.policy.waitMilliseconds;
    if (tooOld || this.linesWaiting >= this.policy.linesWaiting || !this.deferred.isEmpty) void this.send(null, true);
    return false;
  }

  deleteEntity(kind: string, key: readonly string[]): void {
    const declaration = this.kind(kind);
    const touched = [...this.waiting].filter((state) => state.forgetEntity(kind, key));
    const tags = Object.fromEntries(key.map((part, place) => [declaration.key[place]!, part]));
    const { server, databases } = this.parts;
    const deletion: Deletion =
      server.generation === 3
        ? { tombstone: entityTombstone(declaration, key) }
        : { erasure: { database: databases.entities, measurement: kind, tags } };
    this.delete(deletion, touched);
    const { erasure } = deletion as { erasure?: Erasure };
    for (const companion of this.policy.companions[kind] ?? [])
      if (erasure !== undefined) this.delete({ erasure: { ...erasure, measurement: companion } }, []);
  }

  deleteRows(measurement: string, tags: Tags): void {
    this.linesOf(measurement);
    this.deferred.erase(measurement, filterOf(tags));
    const touched = [...this.waiting].filter((state) => {
      const forgotten = state.forgetLines(measurement, filterOf(tags));
      this.linesWaiting -= forgotten;
      return forgotten > 0;
    });
    this.delete({ erasure: { database: this.parts.databases.points, measurement, tags } }, touched);
  }

  async replace(partition: Partition, recordId: number, replacement: Replacement): Promise<void> {
    const { rows, entities, changes, announced = [] } = replacement;
    if (changes !== undefined) {
      this.applyEntities(partition, recordId, changes);
      await this.flushed();
    }
    const others = new Set(this.deletions);
    for (const { kind, key, fields } of announced) {
      const declaration = this.kind(kind);
      this.delete(
        {
          tombstone: entityLine(
            declaration,
            key,
            entityPieces(declaration, fields).map(([, piece]) => piece),
          ),
        },
        [],
      );
    }
    for (const { measurement, tags } of rows) this.deleteRows(measurement, tags);
    for (const { kind, key } of entities) this.deleteEntity(kind, key);
    const asked = this.deletions.filter((deletion) => !others.has(deletion));
    await this.written();
    for (const deletion of asked) {
      const refusal = this.refusals.get(deletion);
      if (refusal !== undefined) throw refusal;
    }
    // Not before: what asked for a deletion that was refused must ask again, also after a restart.
    this.touch(partition, recordId);
    this.release(partition);
    await this.written();
  }

  /** Forgets what waits of a partition that was deleted; its records count as covered. */
  forget(partition: Partition): void {
    const state = this.states.get(partition);
    if (state) this.linesWaiting -= state.forget();
  }

  get removing(): number {
    return this.deletions.length;
  }

  /** Tells other exporters that there is this one; resolves when InfluxDB has it. */
  announce(): Promise<void> {
    return this.parts.sender.send(this.parts.databases.entities, [lineOf(this.parts.coverage.line([]))]);
  }

  /** Lines that wait to be sent. */
  get linesInMemory(): number {
    return this.linesWaiting;
  }

  /** Resolves when everything that was asked to be sent or deleted before this call is in InfluxDB. */
  written(): Promise<void> {
    return this.next ?? this.running;
  }

  /** Sends everything; resolves when InfluxDB has it, what was left in the journal included. */
  async flushed(): Promise<void> {
    const { last, isEmpty } = this.deferred;
    await this.send(null);
    if (isEmpty) return;
    while (this.deferred.first <= last) await this.send(null);
    // What they held up: the entities of their partitions, and the coverage.
    await this.send(null);
  }

  /** Sends everything, for a limited time: what is left then, the journal has. */
  async close(): Promise<void> {
    if (this.closed) return;
    for (const state of this.waiting) state.releasing = true;
    const limit = setTimeout(() => this.parts.stop.abort(), this.policy.closeMilliseconds);
    await this.flushed().catch((error: unknown) => {
      this.policy.onProblem(`closed before InfluxDB had everything: ${String(error)}`);
    });
    clearTimeout(limit);
    this.closed = true;
    this.parts.stop.abort();
  }

  /** Ends as a crash would, but waits until nothing is on its way any more. */
  async abandon(): Promise<void> {
    this.closed = true;
    this.parts.stop.abort();
    await this.running.catch(() => {});
    await this.next?.catch(() => {});
  }

  private touch(partition: Partition, recordId: number): PendingPartition {
    if (this.closed) throw new Error('the store is closed');
    let state = this.states.get(partition);
    const covered = this.coveredThrough(partition);
    if (!state) this.states.set(partition, (state = new PendingPartition(partition, covered)));
    state.releasing = false;
    state.touch(recordId, covered);
    this.waiting.add(state);
    this.waitingSince = Math.min(this.waitingSince, performance.now());
    return state;
  }

  /** Whether too much waits in memory for more points of a record that the journal has. */
  private mustDefer(): boolean {
    const { resupply, linesInMemory } = this.policy;
    return resupply !== null && this.linesWaiting + this.linesOnTheirWay >= linesInMemory;
  }

  private isPending(kind: string, key: readonly string[]): boolean {
    for (const state of this.waiting) if (state.holdsEntity(kind, key)) return true;
    return false;
  }

  private addLines(state: PendingPartition, measurement: string, tags: Tags, lines: readonly Lines[]): void {
    state.addLines(measurement, tags, lines);
    this.linesWaiting += countOf(lines);
  }

  /** @param touched Partitions of which something was forgotten: covered in the same run, or a replay brings it back. */
  private delete(deletion: Deletion, touched: readonly PendingPartition[]): void {
    if (this.closed) throw new Error('the store is closed');
    this.deletions.push(deletion);
    this.send(touched.map((state) => state.name));
  }

  /** Asks for a run; one that is under way is followed by another. Resolves after it. */
  private send(partitions: readonly Partition[] | null, isPaced = false): Promise<void> {
    this.isPaced &&= isPaced;
    if (partitions === null) this.wanted = null;
    else for (const partition of partitions) this.wanted?.add(partition);
    if (this.next === null) {
      const run = async (): Promise<void> => {
        this.next = null;
        try {
          await this.run();
        } catch (error) {
          // Coverage that is sent after it would cover what is lost.
          this.broken ??= { error };
          if (!this.parts.stop.signal.aborted) {
            this.policy.onProblem(`what was to be sent waits in the journal for the next start: ${String(error)}`);
            this.policy.onBroken(error);
          }
          throw error;
        }
      };
      this.next = this.running.then(run, run);
      this.next.catch(() => {});
      const { next } = this;
      this.running = next;
    }
    return this.next;
  }

  private async run(): Promise<void> {
    if (this.broken) throw this.broken.error;
    const { wanted, isPaced } = this;
    this.wanted = new Set();
    this.isPaced = true;
    const dueBefore = isPaced ? performance.now() - this.policy.entityMilliseconds() : Infinity;
    const deletions = this.deletions;
    this.deletions = [];
    const shipments: Shipment[] = [];
    for (const state of [...this.waiting]) {
      if (wanted !== null && !wanted.has(state.name)) continue;
      const isDue = state.sentAt <= dueBefore || state.releasing;
      const ready = isDue && (this.policy.beforeSend(state.name) !== false || state.releasing);
      const whole = ready && !this.deferred.holds(state.name);
      if (whole) state.sentAt = performance.now();
      const shipment = state.take(whole);
      this.linesWaiting -= shipment.lineCount;
      this.linesOnTheirWay += shipment.lineCount;
      shipments.push(shipment);
    }
    const whole = shipments.filter((shipment) => shipment.entities !== null);
    if (whole.length === this.waiting.size) this.waitingSince = Infinity;
    else if (wanted === null) this.waitingSince = performance.now();
    const { onProblem } = this.policy;
    for (const deletion of deletions) {
      const refusal = await carryOut(deletion, this.parts, onProblem);
      if (refusal !== null) this.refusals.set(deletion, refusal);
    }
    const { sender, databases } = this.parts;
    await sender.send(
      databases.points,
      shipments.flatMap((shipment) => shipment.lines),
    );
    this.linesOnTheirWay = 0;
    for (let from = 0; from < whole.length; from += PARTITIONS_A_REQUEST)
      await this.sendEntities(whole.slice(from, from + PARTITIONS_A_REQUEST));
    this.cover();
    await compactCoverage(this.parts, onProblem);
    await this.sendDeferred();
  }

  /** New data goes first: what was left in the journal follows in slices, for a limited time. */
  private async sendDeferred(): Promise<void> {
    const { resupply } = this.policy;
    const deadline = performance.now() + RESUPPLY_MILLISECONDS;
    const underway: { readonly slice: Slice; readonly sent: Promise<void> }[] = [];
    const oldestStored = async (): Promise<void> => {
      await underway[0]!.sent;
      underway.shift()!.slice.stored();
    };
    let read = 0;
    try {
      while (resupply !== null && read < this.deferred.last && performance.now() < deadline) {
        // Read while InfluxDB still takes the one before.
        const slice = this.deferred.slice(resupply, ROWS_RESUPPLIED, read);
        read = slice.through;
        const lines = slice.columns.flatMap((some) => this.linesOf(some.measurement).columns(some));
        const sent = this.parts.sender.send(this.parts.databases.points, lines);
        // It may fail before its turn.
        sent.catch(() => {});
        underway.push({ slice, sent });
        if (underway.length === SLICES_UNDERWAY) await oldestStored();
      }
      while (underway.length > 0) await oldestStored();
    } finally {
      // Nothing is on its way any more when this has ended.
      await Promise.allSettled(underway.map(({ sent }) => sent));
    }
  }

  private async sendEntities(shipments: readonly Shipment[]): Promise<void> {
    const { sender, databases, coverage } = this.parts;
    const lines = shipments.flatMap(({ entities }) =>
      entities!.map(({ kind, key, pieces }) => entityLine(this.kind(kind), key, pieces.values())),
    );
    const covered = shipments.map(({ state, through }) => [state.name, through] as const);
    await sender.send(databases.entities, [...lines, coverage.line(covered)].map(lineOf));
    this.stored.push(...shipments);
    this.cover();
  }

  /** What InfluxDB has is covered once that is noted; where it cannot be noted, the next run tries again. */
  private cover(): void {
    const { coverage } = this.parts;
    const { stored } = this;
    const covered = stored.map(({ state, through }) => [state.name, through] as const);
    if (covered.length === 0) return;
    if (!this.policy.onCovered(covered, coverage.nextRow)) {
      this.waitingSince = Math.min(this.waitingSince, performance.now());
      return;
    }
    this.stored = [];
    for (const shipment of stored) {
      const { state, through } = shipment;
      coverage.note(state.name, through);
      state.shipped(shipment);
      if (state.firstUncovered !== Infinity || state.size > 0) continue;
      this.waiting.delete(state);
      if (state.releasing) this.states.delete(state.name);
    }
  }

  private linesOf(measurement: string): MeasurementLines {
    const lines = this.lines.get(measurement);
    if (!lines) throw new Error(`no measurement is declared as ${measurement}`);
    return lines;
  }

  private kind(kind: string): EntityDeclaration {
    const declaration = this.kinds.get(kind);
    if (!declaration) throw new Error(`no entity is declared as ${kind}`);
    return declaration;
  }
}
