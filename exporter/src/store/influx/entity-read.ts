import type { EntityDeclaration } from '@shadower-training/contract';
import type { InfluxConnection, ResultSeries } from './connection.js';
import { escapePattern, quoteIdentifier, tagIn, where } from './influxql.js';
import { ENTITY_PRESENT } from './line-protocol.js';
import { decodeName, encodeName, FLAG_SUFFIX } from './names.js';
import { joinText, partName } from './texts.js';

/** An entity: key parts and fields by name, `json` fields parsed, missing ones null. */
export type Entity = Readonly<Record<string, unknown>>;

/** Entities that one query asks for by their keys. */
const KEYS_A_QUERY = 200;

/** An entity by its key, or undefined. */
export async function readEntity(
  connection: InfluxConnection,
  database: string,
  declaration: EntityDeclaration,
  key: readonly string[],
): Promise<Entity | undefined> {
  const found = await readEntities(connection, database, declaration, keyConditions(declaration, key));
  return found[0];
}

/**
 * Entities by their keys, in the order of the keys; those that are gone meanwhile are left out.
 * @param fields All when missing.
 */
export async function readEntitiesByKey(
  connection: InfluxConnection,
  database: string,
  declaration: EntityDeclaration,
  keys: readonly (readonly string[])[],
  fields?: readonly string[],
): Promise<Entity[]> {
  const found = new Map<string, Entity>();
  for (let from = 0; from < keys.length; from += KEYS_A_QUERY) {
    const some = keys.slice(from, from + KEYS_A_QUERY);
    const choices = some.map((key) => `(${keyConditions(declaration, key).join(' AND ')})`);
    const conditions = [`(${choices.join(' OR ')})`];
    for (const entity of await readEntities(connection, database, declaration, conditions, fields))
      found.set(JSON.stringify(declaration.key.map((name) => entity[name])), entity);
  }
  return keys.map((key) => found.get(JSON.stringify(key))).filter((entity) => entity !== undefined);
}

function keyConditions(declaration: EntityDeclaration, key: readonly string[]): string[] {
  return declaration.key.map((name, place) => tagIn(name, [key[place]!]));
}

/**
 * Entities whose tags fulfil conditions of InfluxQL.
 * @param fields Fields to read; all when missing. Key parts always come.
 */
export async function readEntities(
  connection: InfluxConnection,
  database: string,
  declaration: EntityDeclaration,
  conditions: readonly string[],
  fields?: readonly string[],
): Promise<Entity[]> {
  const wanted = fields ?? Object.keys(declaration.fields);
  const columns = fields === undefined ? '*' : fieldPattern(declaration, wanted);
  const statement = `SELECT ${columns} FROM ${quoteIdentifier(encodeName(declaration.kind))}${where(conditions)}`;
  const series = await connection.query(database, statement);
  return series.flatMap((some) => entitiesOf(declaration, some, wanted));
}

/** Numbered parts that a text can have: 300 MB of them. */
const PARTS = '(_part_[0-9]{1,4})?';

/** Only the columns that the fields need. */
function fieldPattern(declaration: EntityDeclaration, fields: readonly string[]): string {
  const names = [ENTITY_PRESENT, ...declaration.key.map(encodeName)].map(escapePattern);
  for (const field of fields) {
    const name = escapePattern(encodeName(field));
    names.push(declaration.fields[field]?.type === 'number' ? `${name}(${FLAG_SUFFIX})?` : `${name}${PARTS}`);
  }
  return `/^(${names.join('|')})$/`;
}

function entitiesOf(declaration: EntityDeclaration, { columns, values }: ResultSeries, fields: readonly string[]) {
  const places = new Map(columns.map((name, place) => [name, place]));
  const entities: Entity[] = [];
  for (const row of values) {
    const cell = (name: string): unknown => row[places.get(name) ?? -1] ?? null;
    if (cell(ENTITY_PRESENT) !== true) continue;
    const entity: Record<string, unknown> = {};
    for (const name of declaration.key) entity[name] = decodeName(String(cell(encodeName(name))));
    for (const field of fields) {
      const type = declaration.fields[field]?.type;
      if (type !== undefined) entity[field] = fieldValue(type, encodeName(field), cell);
    }
    entities.push(entity);
  }
  return entities;
}

function fieldValue(
  type: 'number' | 'string' | 'boolean' | 'json',
  name: string,
  cell: (name: string) => unknown,
): unknown {
  if (type === 'number') {
    const flag = cell(`${name}${FLAG_SUFFIX}`);
    if (typeof flag === 'string' && flag !== '') return flag === 'null' ? null : Number(flag);
    return cell(name);
  }
  const first = cell(name);
  const text = typeof first === 'string' ? joinText(first, (part) => cell(partName(name, part))) : null;
  if (text === null || type === 'string') return text;
  return type === 'json' ? (JSON.parse(text) as unknown) : text === 'true';
}
