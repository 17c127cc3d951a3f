import type {
  CountOptions,
  EntityCondition,
  EntityList,
  EntityPlace,
  GroupValue,
  MeasurementRow,
  RowsRead,
  SeriesRead,
  StoreReader,
  StoredRow,
  StoredSeries,
  TagFilter,
  Tags,
} from '../store/port.js';

type Entity = Record<string, unknown>;

/** A store reader over arrays, for tests of the api alone: it filters and sorts, and reduces nothing. */
export class MemoryReader implements StoreReader {
  readonly entitiesKept: Entity[] = [];
  readonly rowsKept: MeasurementRow[] = [];
  readonly lists: EntityList[] = [];
  readonly seriesReads: SeriesRead[] = [];

  async series(read: SeriesRead): Promise<readonly StoredSeries[]> {
    this.seriesReads.push(read);
    const found = new Map<string, MeasurementRow[]>();
    for (const row of this.rowsKept) {
      if (row.measurement !== read.measurement || !matches(row.tags, read.tags)) continue;
      for (const field of Object.keys(row.fields)) {
        if (read.fields && !read.fields.includes(field)) continue;
        if (read.range && !inRange(coordinate(row, read.range.axis), read.range)) continue;
        const key = JSON.stringify([field, row.tags]);
        found.set(key, [...(found.get(key) ?? []), row]);
      }
    }
    return [...found].map(([key, rows]) => {
      const [field] = JSON.parse(key) as [string];
      return {
        tags: rows[0]!.tags,
        field,
        milliseconds: Float64Array.from(rows, (row) => row.milliseconds),
        coordinates: {
          step: Float64Array.from(rows, (row) => coordinate(row, 'step')),
          epoch: Float64Array.from(rows, (row) => coordinate(row, 'epoch')),
        },
        values: Float64Array.from(rows, (row) => Number(row.fields[field])),
        total: rows.length,
      };
    });
  }

  async seriesNames() {
    return [];
  }

  async rows(read: RowsRead): Promise<readonly StoredRow[]> {
    return this.rowsKept
      .filter((row) => row.measurement === read.measurement && matches(row.tags, read.tags))
      .filter((row) => inRange(row.milliseconds, read))
      .sort((left, right) => right.milliseconds - left.milliseconds)
      .slice(0, read.limit);
  }

  async entity(_kind: string, [workspace, session]: readonly string[]) {
    return this.entitiesKept.find((entity) => entity['workspace_id'] === workspace && entity['session_id'] === session);
  }

  async entities(list: EntityList) {
    this.lists.push(list);
    const found = this.entitiesKept.filter((entity) => holdsAll(entity, list.conditions));
    const sorted = found.toSorted((left, right) => order(left, right, list.sort));
    const from = list.cursor === undefined ? 0 : Number(list.cursor);
    const end = from + list.limit;
    return {
      items: sorted.slice(from, end),
      next_cursor: end < sorted.length ? String(end) : null,
      total: sorted.length,
    };
  }

  async countEntities(
    _kind: string,
    conditions: EntityList['conditions'],
    groupBy: readonly (string | EntityPlace)[],
    { maximumOf, limit }: CountOptions = {},
  ) {
    const groups = new Map<string, { group: GroupValue[]; count: number; maximum: number | null }>();
    for (const entity of this.entitiesKept.filter((candidate) => holdsAll(candidate, conditions))) {
      const group = groupBy.map(
        (place) => valueOf(entity, typeof place === 'string' ? { field: place } : place) as GroupValue,
      );
      const known = groups.get(JSON.stringify(group)) ?? { group, count: 0, maximum: null };
      const value = maximumOf === undefined ? null : (entity[maximumOf] as number);
      groups.set(JSON.stringify(group), {
        group,
        count: known.count + 1,
        maximum: value === null ? null : Math.max(known.maximum ?? value, value),
      });
    }
    return [...groups.values()].slice(0, limit);
  }

  async close(): Promise<void> {}
}

function matches(tags: Tags, filter: TagFilter): boolean {
  return Object.entries(filter).every(([name, values]) => tags[name] !== undefined && values.includes(tags[name]));
}

function coordinate(row: MeasurementRow, axis: string): number {
  return axis === 'time' ? row.milliseconds : (row.coordinates[axis] ?? NaN);
}

function inRange(value: number, { from, to }: { from?: number; to?: number }): boolean {
  return !Number.isNaN(value) && value >= (from ?? -Infinity) && value <= (to ?? Infinity);
}

function valueOf(entity: Entity, { field, path = [], alternatives = [] }: EntityPlace): unknown {
  const values = [path, ...alternatives].map((way) =>
    way.reduce<unknown>((value, name) => (value as Entity | undefined)?.[name], entity[field]),
  );
  return values.find((value) => value !== undefined && value !== null) ?? null;
}

function holdsAll(entity: Entity, conditions: EntityList['conditions']): boolean {
  return conditions.every((condition) =>
    (Array.isArray(condition) ? condition : [condition]).some((one: EntityCondition) => holds(entity, one)),
  );
}

function holds(entity: Entity, { operator, value: wanted, ...place }: EntityCondition): boolean {
  const value = valueOf(entity, place);
  if (operator === '=') return value === wanted;
  if (value === null) return false;
  if (operator === '!=') return value !== wanted;
  if (operator === 'in') return (wanted as unknown[]).includes(value);
  if (operator === 'contains') return String(value).toLowerCase().includes(String(wanted).toLowerCase());
  if (typeof value !== typeof wanted) return false;
  const difference = (value as number) - (wanted as number);
  return { '<': difference < 0, '<=': difference <= 0, '>': difference > 0, '>=': difference >= 0 }[operator];
}

function order(left: Entity, right: Entity, { descending, ...place }: EntityList['sort']): number {
  const [a, b] = [valueOf(left, place), valueOf(right, place)] as [string | number | null, string | number | null];
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return (a < b ? -1 : Number(a > b)) * (descending ? -1 : 1);
}
