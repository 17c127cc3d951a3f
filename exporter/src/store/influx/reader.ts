import type { EntityDeclaration, MeasurementDeclaration } from '@shadower-training/contract';
import type {
  CountOptions,
  EntityCount,
  EntityList,
  EntityPage,
  EntityPlace,
  RowsRead,
  SeriesName,
  SeriesRead,
  StoreDeclarations,
  StoredRow,
  StoredSeries,
  StoreReader,
  TagFilter,
} from '../port.js';
import type { InfluxConnection } from './connection.js';
import { countEntities, listEntities, type EntitySource } from './entity-list.js';
import { readEntity } from './entity-read.js';
import { readRows } from './rows-read.js';
import { readRawSeries, readSeriesNames, type MeasurementSource } from './series-read.js';
import { checkAxis, shapeSeries } from './shape-series.js';

export interface InfluxStoreReaderParts {
  readonly connection: InfluxConnection;
  readonly databases: { readonly points: string; readonly entities: string };
  readonly declarations: StoreDeclarations;
  /**
   * Resolves when InfluxDB has what this exporter applied so far (`InfluxStoreWriter.flushed`, or a call to its thread):
   * each read waits for it, and answers without the newest when it takes too long.
   */
  readonly flushed: () => Promise<void>;
  /** How long a read waits for that. */
  readonly patienceMilliseconds?: number;
}

const PATIENCE_MILLISECONDS = 2_000;

/**
 * The InfluxDB store's reading half: InfluxQL, whole series in pages, and what InfluxQL cannot do - order by values,
 * look into JSON, keep extremes - done here, by the same functions as in the embedded store.
 */
export class InfluxStoreReader implements StoreReader {
  private readonly measurements: ReadonlyMap<string, MeasurementDeclaration>;
  private readonly kinds: ReadonlyMap<string, EntityDeclaration>;

  constructor(private readonly parts: InfluxStoreReaderParts) {
    const { measurements, entities } = parts.declarations;
    this.measurements = new Map(measurements.map((declaration) => [declaration.name, declaration]));
    this.kinds = new Map(entities.map((declaration) => [declaration.kind, declaration]));
  }

  async series(read: SeriesRead): Promise<readonly StoredSeries[]> {
    const source = this.measurement(read.measurement);
    for (const { axis } of [read.range, read.reduce, read.average].filter((one) => one !== undefined))
      checkAxis(source.declaration, axis);
    await this.upToDate();
    const fields = read.fields ?? new Set((await readSeriesNames(source, read.tags)).map((series) => series.field));
    const found = await readRawSeries(source, read.tags, [...fields], read.range);
    return found.map((series) => shapeSeries(source.declaration, series, read)).filter((series) => series.total > 0);
  }

  async seriesNames(measurement: string, tags: TagFilter): Promise<readonly SeriesName[]> {
    const source = this.measurement(measurement);
    await this.upToDate();
    return readSeriesNames(source, tags);
  }

  async rows({ measurement, ...read }: RowsRead): Promise<readonly StoredRow[]> {
    const source = this.measurement(measurement);
    await this.upToDate();
    return readRows(source, read);
  }

  async entity(kind: string, key: readonly string[]): Promise<Readonly<Record<string, unknown>> | undefined> {
    const declaration = this.kind(kind);
    await this.upToDate();
    return readEntity(this.parts.connection, this.parts.databases.entities, declaration, key);
  }

  async entities(list: EntityList): Promise<EntityPage> {
    const declaration = this.kind(list.kind);
    await this.upToDate();
    return listEntities(this.entitySource(), declaration, list);
  }

  async countEntities(
    kind: string,
    conditions: EntityList['conditions'],
    groupBy: readonly (string | EntityPlace)[],
    others?: CountOptions,
  ): Promise<readonly EntityCount[]> {
    const declaration = this.kind(kind);
    await this.upToDate();
    return countEntities(this.entitySource(), declaration, conditions, groupBy, others);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private entitySource(): EntitySource {
    return { connection: this.parts.connection, database: this.parts.databases.entities };
  }

  private async upToDate(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.parts.patienceMilliseconds ?? PATIENCE_MILLISECONDS);
    });
    try {
      await Promise.race([this.parts.flushed(), patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  private measurement(name: string): MeasurementSource {
    const declaration = this.measurements.get(name);
    if (!declaration) throw new Error(`no measurement is declared as ${name}`);
    return { connection: this.parts.connection, database: this.parts.databases.points, declaration };
  }

  private kind(kind: string): EntityDeclaration {
    const declaration = this.kinds.get(kind);
    if (!declaration) throw new Error(`no entity is declared as ${kind}`);
    return declaration;
  }
}
