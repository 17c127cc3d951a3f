import type { EntityDeclaration } from '@shadower-training/contract';
import { readCursor, writeCursor, type Place } from '../entity-cursor.js';
import { typeOfField } from '../embedded/entity-table.js';
import type {
  CountOptions,
  EntityCondition,
  EntityCount,
  EntityList,
  EntityPage,
  EntityPlace,
  GroupValue,
} from '../port.js';
import type { InfluxConnection } from './connection.js';
import {
  checkPlace,
  comparable,
  compareTexts,
  compareValues,
  fulfils,
  groupValueAt,
  isChoice,
  placesOf,
  valueAt,
  type Comparable,
} from './entity-matching.js';
import { readEntities, readEntitiesByKey, type Entity } from './entity-read.js';
import { tagIn } from './influxql.js';

/** Where entities are read. */
export interface EntitySource {
  readonly connection: InfluxConnection;
  readonly database: string;
}

/**
 * A page of entities. InfluxQL sorts by time alone and keeps JSON as text, so what the key narrows down is read with the
 * fields of conditions and order only, matched and sorted here; then the page's entities are read by their keys.
 * @throws ContractError When the cursor belongs to another list.
 */
export async function listEntities(
  source: EntitySource,
  declaration: EntityDeclaration,
  list: EntityList,
): Promise<EntityPage> {
  checkPlace(declaration, list.sort);
  const place = list.cursor === undefined ? null : readCursor(list.sort, list.cursor, declaration.key.length);
  const found = await matching(source, declaration, list.conditions, [list.sort]);
  const sorted = found
    .map((entity) => placeOf(declaration, list.sort, entity))
    .sort((a, b) => comparePlaces(a, b, list.sort.descending));
  const start = place === null ? 0 : sorted.findIndex((one) => comparePlaces(one, place, list.sort.descending) > 0);
  const from = start < 0 ? sorted.length : start;
  const page = sorted.slice(from, from + list.limit);
  const fields = list.fields?.filter((field) => !declaration.key.includes(field));
  const items = await readEntitiesByKey(
    source.connection,
    source.database,
    declaration,
    page.map((one) => one.key),
    fields,
  );
  const last = page.at(-1);
  const more = from + list.limit < sorted.length;
  return { items, next_cursor: last && more ? writeCursor(list.sort, last) : null, total: sorted.length };
}

function placeOf(declaration: EntityDeclaration, sort: EntityPlace, entity: Entity): Place {
  return {
    value: comparable(valueAt(entity, sort)),
    key: declaration.key.map((name) => entity[name] as string),
  };
}

function comparePlaces(a: Place, b: Place, descending: boolean): number {
  if (a.value !== null && b.value !== null) {
    const order = compareValues(a.value, b.value, 'last');
    if (order !== 0) return descending ? -order : order;
  } else if (a.value !== b.value) return a.value === null ? 1 : -1;
  for (let part = 0; part < a.key.length; part++) {
    const order = compareTexts(a.key[part]!, b.key[part]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** Entities that fulfil conditions, with the fields that these and other places look at. */
async function matching(
  { connection, database }: EntitySource,
  declaration: EntityDeclaration,
  conditions: EntityList['conditions'],
  others: readonly EntityPlace[],
): Promise<Entity[]> {
  const places = [...placesOf(conditions), ...others];
  for (const place of places) checkPlace(declaration, place);
  const fields = [...new Set(places.map(({ field }) => field))].filter((field) => !declaration.key.includes(field));
  const byKey = conditions.flatMap((condition) => keyCondition(declaration, condition));
  const found = await readEntities(connection, database, declaration, byKey, fields);
  return found.filter((entity) => fulfils(entity, conditions));
}

/** A condition on the key as InfluxQL, where it can be said so: it narrows what is read. */
function keyCondition(declaration: EntityDeclaration, condition: EntityList['conditions'][number]): string[] {
  if (isChoice(condition) || !declaration.key.includes(condition.field)) return [];
  const values = valuesOfEquality(condition);
  return values === null ? [] : [tagIn(condition.field, values)];
}

function valuesOfEquality({ operator, value }: EntityCondition): string[] | null {
  if (operator === '=' && typeof value === 'string') return [value];
  if (operator !== 'in' || !Array.isArray(value)) return null;
  return (value as readonly (string | number)[]).filter((one) => typeof one === 'string');
}

/** Distinct combinations of values, the most frequent first, and the largest number of a field in each. */
export async function countEntities(
  source: EntitySource,
  declaration: EntityDeclaration,
  conditions: EntityList['conditions'],
  groupBy: readonly (string | EntityPlace)[],
  { maximumOf, limit }: CountOptions = {},
): Promise<EntityCount[]> {
  const places = groupBy.map((place) => (typeof place === 'string' ? { field: place } : place));
  const others = maximumOf === undefined ? places : [...places, { field: maximumOf }];
  if (maximumOf !== undefined) typeOfField(declaration, maximumOf);
  const groups = new Map<string, { group: GroupValue[]; count: number; maximum: number | null }>();
  // Without groups there is one, also of nothing.
  if (places.length === 0) groups.set('[]', { group: [], count: 0, maximum: null });
  for (const entity of await matching(source, declaration, conditions, others)) {
    const group = places.map((place) => groupValueAt(entity, place));
    const key = JSON.stringify(group.map((value) => (typeof value === 'number' ? [String(value)] : value)));
    let counted = groups.get(key);
    if (!counted) groups.set(key, (counted = { group, count: 0, maximum: null }));
    counted.count++;
    const number = maximumOf === undefined ? null : entity[maximumOf];
    if (typeof number === 'number') counted.maximum = Math.max(counted.maximum ?? -Infinity, number);
  }
  const sorted = [...groups.values()].sort((a, b) => b.count - a.count || compareGroups(a.group, b.group));
  return limit === undefined ? sorted : sorted.slice(0, limit);
}

function compareGroups(a: readonly GroupValue[], b: readonly GroupValue[]): number {
  for (let place = 0; place < a.length; place++) {
    const [one, other]: Comparable[] = [comparable(a[place]), comparable(b[place])];
    const order = compareValues(one!, other!, 'first');
    if (order !== 0) return order;
  }
  return 0;
}
