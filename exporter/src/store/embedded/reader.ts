import type { EntityDeclaration, MeasurementDeclaration } from '@shadower-training/contract';
import type { DatabaseSync } from 'node:sqlite';
import type { SeriesName, SeriesRead, StoreDeclarations, StoredSeries, TagFilter } from '../port.js';
import type { ReaderCalls } from './calls.js';
import { registerConditionFunctions } from './entity-conditions.js';
import { countEntities, listEntities, readEntity } from './entity-list.js';
import { openSnapshot, type HeadSnapshot } from './head-snapshot.js';
import { readRows } from './rows.js';
import { averageSeries } from './series-average.js';
import { SeriesBlocks } from './series-blocks.js';
import { readSeries, type SeriesSource } from './series-read.js';
import { SeriesSearch } from './series-search.js';
import { tagsKey, tagsOfKey } from '../tags.js';
import { inSnapshot } from '../../sqlite/transaction.js';

/** Reads from the file, synchronously: what the reader thread answers with. */
export class FileReader implements ReaderCalls {
  private readonly measurements: ReadonlyMap<string, MeasurementDeclaration>;
  private readonly kinds: ReadonlyMap<string, EntityDeclaration>;
  private readonly search: SeriesSearch;
  private readonly blocks: SeriesBlocks;

  /** @param database A connection of this reader alone (database.ts). */
  constructor(
    private readonly database: DatabaseSync,
    declarations: StoreDeclarations,
  ) {
    registerConditionFunctions(database);
    this.measurements = new Map(declarations.measurements.map((declaration) => [declaration.name, declaration]));
    this.kinds = new Map(declarations.entities.map((declaration) => [declaration.kind, declaration]));
    this.search = new SeriesSearch(database);
    this.blocks = new SeriesBlocks(database);
  }

  /** @param heads Points in memory, taken before: of the file, only what lies before them counts. */
  series(read: SeriesRead, heads: HeadSnapshot): StoredSeries[] {
    const declaration = this.measurement(read.measurement);
    return inSnapshot(this.database, () =>
      this.sources(declaration, read, heads)
        .map((source) => this.one(declaration, source, read))
        .filter((series) => series.total > 0),
    );
  }

  private one(declaration: MeasurementDeclaration, source: SeriesSource, read: SeriesRead): StoredSeries {
    const { average, range } = read;
    if (average) return averageSeries(this.blocks, declaration, source, { average, ...(range && { range }) });
    return readSeries(this.blocks, declaration, source, read);
  }

  private sources(declaration: MeasurementDeclaration, read: SeriesRead, snapshot: HeadSnapshot): SeriesSource[] {
    const heads = new Map(
      openSnapshot(snapshot, declaration.coordinates.length).map((head) => [`${head.tagsKey}\n${head.field}`, head]),
    );
    const sources: SeriesSource[] = [];
    for (const { tagSetId, tags, tagsKey: key } of this.search.tagSets(read.measurement, read.tags)) {
      for (const { seriesId, field } of this.search.fields(tagSetId)) {
        if (read.fields !== undefined && !read.fields.includes(field)) continue;
        const headKey = `${key}\n${field}`;
        const head = heads.get(headKey);
        heads.delete(headKey);
        const blocks = this.blocks.places(seriesId, head?.firstOrdinal ?? Number.MAX_SAFE_INTEGER);
        sources.push({ tags, field, seriesId, blocks, head: head?.columns ?? null });
      }
    }
    for (const head of heads.values()) {
      sources.push({
        tags: tagsOfKey(head.tagsKey),
        field: head.field,
        seriesId: null,
        blocks: [],
        head: head.columns,
      });
    }
    return sources;
  }

  seriesNames(measurement: string, tags: TagFilter): SeriesName[] {
    return inSnapshot(this.database, () =>
      this.search
        .tagSets(measurement, tags)
        .flatMap((found) => this.search.fields(found.tagSetId).map(({ field }) => ({ tags: found.tags, field }))),
    );
  }

  rows: ReaderCalls['rows'] = (measurement, query) => readRows(this.database, this.measurement(measurement), query);

  entity: ReaderCalls['entity'] = (kind, key) => readEntity(this.database, this.kind(kind), key) ?? null;

  entities: ReaderCalls['entities'] = (list) =>
    inSnapshot(this.database, () => listEntities(this.database, this.kind(list.kind), list));

  countEntities: ReaderCalls['countEntities'] = (kind, conditions, groupBy, others) =>
    countEntities(this.database, this.kind(kind), conditions, groupBy, others);

  close(): void {
    this.database.close();
  }

  private measurement(name: string): MeasurementDeclaration {
    const declaration = this.measurements.get(name);
    if (!declaration) throw new Error(`no measurement is declared as ${name}`);
    return declaration;
  }

  private kind(kind: string): EntityDeclaration {
    const declaration = this.kinds.get(kind);
    if (!declaration) throw new Error(`no entity is declared as ${kind}`);
    return declaration;
  }
}

/** One text for a series, to tell doubles between memory and file. */
export function seriesKey(name: SeriesName): string {
  return `${tagsKey(name.tags)}\n${name.field}`;
}
