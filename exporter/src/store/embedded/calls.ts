import type {
  CountOptions,
  EntityCount,
  EntityList,
  EntityPage,
  EntityPlace,
  SeriesName,
  SeriesRead,
  StoredSeries,
  TagFilter,
} from '../port.js';
import type { HeadSnapshot } from './head-snapshot.js';
import type { NumberedRow, RowsQuery } from './rows.js';

/** What reads ask the writer thread for: what is in its memory only. Served by `EmbeddedStoreWriter.calls`. */
export interface StoreCalls {
  storeHeads(measurement: string, tags: TagFilter, fields?: readonly string[]): HeadSnapshot;
  storeHeadNames(measurement: string, tags: TagFilter): SeriesName[];
  storeWaitingRows(measurement: string, query: RowsQuery): NumberedRow[];
  /** The entity with its newest changes when some are not in its table yet, else null. */
  storeWaitingEntity(kind: string, key: readonly string[]): Record<string, unknown> | null;
}

/** What reads ask the reader thread for: what is in the file. */
export interface ReaderCalls {
  series(read: SeriesRead, heads: HeadSnapshot): readonly StoredSeries[];
  seriesNames(measurement: string, tags: TagFilter): readonly SeriesName[];
  rows(measurement: string, query: RowsQuery): readonly NumberedRow[];
  entity(kind: string, key: readonly string[]): Record<string, unknown> | null;
  entities(list: EntityList): EntityPage;
  countEntities(
    kind: string,
    conditions: EntityList['conditions'],
    groupBy: readonly (string | EntityPlace)[],
    others?: CountOptions,
  ): readonly EntityCount[];
  close(): void;
}
