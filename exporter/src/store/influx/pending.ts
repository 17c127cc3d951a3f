import type { Partition, TagFilter, Tags } from '../port.js';
import { matches } from '../tags.js';
import { countOf, type Lines } from './lines.js';

/** Lines of one tag set of a measurement that wait. */
interface PendingLines {
  readonly measurement: string;
  readonly tags: Tags;
  readonly lines: Lines[];
}

/** Changes of one entity that wait: pieces of its line by field, as they were said. */
export interface PendingEntity {
  readonly kind: string;
  readonly key: readonly string[];
  readonly pieces: Map<string, string>;
}

/** What of a partition is sent together. */
export interface Shipment {
  readonly state: PendingPartition;
  readonly lines: readonly Lines[];
  readonly lineCount: number;
  /** Null when the partition is not ready to be covered: then its points go ahead, which changes nothing if repeated. */
  readonly entities: readonly PendingEntity[] | null;
  /** The last record that it holds. */
  readonly through: number;
}

/** What waits of one partition. */
export class PendingPartition {
  private groups = new Map<string, Map<Tags, PendingLines>>();
  private entities = new Map<string, PendingEntity>();
  private lines = 0;
  lastRecord: number;
  /** The first applied record that no row of coverage holds; Infinity when all are covered. */
  firstUncovered = Infinity;
  /** When its entities were last sent; -Infinity when never. By the clock of `performance`. */
  sentAt = -Infinity;
  /** Forget it when everything is covered. */
  releasing = false;

  constructor(
    readonly name: Partition,
    coveredThrough: number,
  ) {
    this.lastRecord = coveredThrough;
  }

  /** Notes a record, whatever it holds. */
  touch(recordId: number, coveredThrough: number): void {
    if (recordId > this.lastRecord) this.lastRecord = recordId;
    if (recordId > coveredThrough && recordId < this.firstUncovered) this.firstUncovered = recordId;
  }

  /** Lines that wait. */
  get size(): number {
    return this.lines;
  }

  addLines(measurement: string, tags: Tags, lines: readonly Lines[]): void {
    let ofMeasurement = this.groups.get(measurement);
    if (!ofMeasurement) this.groups.set(measurement, (ofMeasurement = new Map()));
    let group = ofMeasurement.get(tags);
    if (!group) ofMeasurement.set(tags, (group = { measurement, tags, lines: [] }));
    for (const some of lines) group.lines.push(some);
    this.lines += countOf(lines);
  }

  changeEntity(kind: string, key: readonly string[], pieces: Iterable<readonly [string, string]>): void {
    const id = entityId(kind, key);
    let entity = this.entities.get(id);
    if (!entity) this.entities.set(id, (entity = { kind, key: [...key], pieces: new Map() }));
    for (const [field, piece] of pieces) entity.pieces.set(field, piece);
  }

  /** @param key Or its first parts. @returns Whether changes of such entities waited. */
  forgetEntity(kind: string, key: readonly string[]): boolean {
    if (this.entities.delete(entityId(kind, key))) return true;
    const begun = [...this.entities].filter(
      ([, entity]) => entity.kind === kind && key.every((part, place) => entity.key[place] === part),
    );
    for (const [id] of begun) this.entities.delete(id);
    return begun.length > 0;
  }

  /** Whether changes of the entity wait. */
  holdsEntity(kind: string, key: readonly string[]): boolean {
    return this.entities.has(entityId(kind, key));
  }

  /** @returns How many lines with such tags waited. */
  forgetLines(measurement: string, filter: TagFilter): number {
    const ofMeasurement = this.groups.get(measurement);
    let forgotten = 0;
    for (const [tags, group] of ofMeasurement ?? []) {
      if (!matches(tags, filter)) continue;
      ofMeasurement!.delete(tags);
      forgotten += countOf(group.lines);
    }
    this.lines -= forgotten;
    return forgotten;
  }

  /** Forgets all that waits. @returns How many lines that were. */
  forget(): number {
    const { lines } = this;
    this.groups = new Map();
    this.entities = new Map();
    this.lines = 0;
    return lines;
  }

  /** Takes out what waits. @param whole With entities and coverage, or the points alone. */
  take(whole: boolean): Shipment {
    const lines = [...this.groups.values()].flatMap((group) => [...group.values()]).flatMap((group) => group.lines);
    const lineCount = this.lines;
    this.groups = new Map();
    this.lines = 0;
    const entities = whole ? [...this.entities.values()] : null;
    if (whole) this.entities = new Map();
    return { state: this, lines, lineCount, entities, through: this.lastRecord };
  }

  /** After a whole shipment is stored. */
  shipped({ through }: Shipment): void {
    this.firstUncovered = this.lastRecord > through ? Math.max(this.firstUncovered, through + 1) : Infinity;
  }
}

function entityId(kind: string, key: readonly string[]): string {
  return JSON.stringify([kind, ...key]);
}
