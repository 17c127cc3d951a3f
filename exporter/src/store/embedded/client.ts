import type { Caller } from '../../threads/remote-call.js';
import type {
  CountOptions,
  EntityCount,
  EntityList,
  EntityPage,
  EntityPlace,
  RowsRead,
  SeriesName,
  SeriesRead,
  StoredRow,
  StoredSeries,
  StoreReader,
  TagFilter,
} from '../port.js';
import type { ReaderCalls, StoreCalls } from './calls.js';
import { seriesKey } from './reader.js';
import { newestFirst, type NumberedRow } from './rows.js';

/**
 * The embedded store's reading half: asks the writer thread for what is in memory, then the reader thread for the
 * file. In this order, because what is persisted in between is then found twice and told apart - by ordinals of
 * points, by numbers of rows - while in the other order it would be missed.
 */
export class EmbeddedStoreReader implements StoreReader {
  /**
   * @param writer Calls of the writer thread (`EmbeddedStoreWriter.calls`).
   * @param file Calls of the reader thread (`startReaderThread`); it ends when this reader closes.
   */
  constructor(
    private readonly writer: Caller<StoreCalls>,
    private readonly file: Caller<ReaderCalls>,
  ) {}

  async series(read: SeriesRead): Promise<readonly StoredSeries[]> {
    const heads = await this.writer.call('storeHeads', read.measurement, read.tags, read.fields);
    return this.file.callHanding([heads.numbers.buffer as ArrayBuffer], 'series', read, heads);
  }

  async seriesNames(measurement: string, tags: TagFilter): Promise<readonly SeriesName[]> {
    const inMemory = await this.writer.call('storeHeadNames', measurement, tags);
    const stored = await this.file.call('seriesNames', measurement, tags);
    const known = new Set(stored.map(seriesKey));
    return [...stored, ...inMemory.filter((name) => !known.has(seriesKey(name)))];
  }

  async rows(read: RowsRead): Promise<readonly StoredRow[]> {
    const { measurement, ...query } = read;
    const waiting = await this.writer.call('storeWaitingRows', measurement, query);
    const stored = await this.file.call('rows', measurement, query);
    const byNumber = new Map<number, NumberedRow>();
    for (const row of [...waiting, ...stored]) byNumber.set(row.rowId, row);
    return [...byNumber.values()]
      .sort(newestFirst)
      .slice(0, read.limit)
      .map(({ tags, milliseconds, fields }) => ({ tags, milliseconds, fields }));
  }

  async entity(kind: string, key: readonly string[]): Promise<Readonly<Record<string, unknown>> | undefined> {
    const waiting = await this.writer.call('storeWaitingEntity', kind, key);
    return waiting ?? (await this.file.call('entity', kind, key)) ?? undefined;
  }

  entities(list: EntityList): Promise<EntityPage> {
    return this.file.call('entities', list);
  }

  async countEntities(
    kind: string,
    conditions: EntityList['conditions'],
    groupBy: readonly (string | EntityPlace)[],
    others?: CountOptions,
  ): Promise<readonly EntityCount[]> {
    return this.file.call('countEntities', kind, conditions, groupBy, others);
  }

  close(): Promise<void> {
    return this.file.call('close');
  }
}
