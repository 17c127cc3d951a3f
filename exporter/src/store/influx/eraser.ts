import type { Tags } from '../port.js';
import { throwIfRefused, type InfluxConnection } from './connection.js';
import { quoteIdentifier, quoteString, where } from './influxql.js';
import { encodeName } from './names.js';
import type { InfluxServer } from './server.js';

/** What to erase: all points of a measurement whose tags match, or of its first moments only. */
export interface Erasure {
  readonly database: string;
  readonly measurement: string;
  readonly tags: Tags;
  /** Only points before this nanosecond of 1970. */
  readonly beforeNanosecond?: number;
}

/** The server cannot delete points: InfluxDB 3. */
export class CannotEraseError extends Error {
  override readonly name = 'CannotEraseError';
}

/**
 * Deletes points for good: DELETE on 1.x, /api/v2/delete on 2.x.
 * @throws CannotEraseError on 3.x, which has no way to delete rows: retention ends them.
 */
export async function erase(connection: InfluxConnection, server: InfluxServer, erasure: Erasure): Promise<void> {
  if (server.generation === 1) return eraseFirst(connection, erasure);
  if (server.generation === 2) return eraseSecond(connection, erasure);
  throw new CannotEraseError(
    `InfluxDB ${server.version} cannot delete points of ${erasure.measurement}: its retention ends them`,
  );
}

async function eraseFirst(connection: InfluxConnection, erasure: Erasure): Promise<void> {
  const { database, measurement, tags, beforeNanosecond } = erasure;
  // DELETE takes tags without a cast only.
  const conditions = Object.entries(tags).map(
    ([name, value]) => `${quoteIdentifier(encodeName(name))} = ${quoteString(encodeName(value))}`,
  );
  if (beforeNanosecond !== undefined) conditions.push(`time < ${beforeNanosecond}`);
  const statement = `DELETE FROM ${quoteIdentifier(encodeName(measurement))}${where(conditions)}`;
  await connection.execute(database, statement);
}

async function eraseSecond(connection: InfluxConnection, erasure: Erasure): Promise<void> {
  const { database, measurement, tags, beforeNanosecond } = erasure;
  const quote = (text: string): string => `"${encodeName(text).replace(/[\\"]/g, '\\$&')}"`;
  const predicate = [['_measurement', measurement], ...Object.entries(tags)]
    .map(([name, value]) => `${quote(name!)}=${quote(value!)}`)
    .join(' AND ');
  const stop = beforeNanosecond === undefined ? '2262-04-11T23:47:16.854775806Z' : timeOf(beforeNanosecond - 1);
  const query = new URLSearchParams({ bucket: database, org: connection.settings.org ?? '' });
  const answer = await connection.request({
    method: 'POST',
    path: `/api/v2/delete?${query}`,
    body: JSON.stringify({ start: '1677-09-21T00:12:43.145224194Z', stop, predicate }),
    contentType: 'application/json',
  });
  throwIfRefused(answer, 'a deletion');
}

/** A nanosecond of 1970 as RFC 3339. */
function timeOf(nanosecond: number): string {
  const second = new Date(Math.floor(nanosecond / 1e9) * 1_000).toISOString().slice(0, 19);
  return `${second}.${String(nanosecond % 1e9).padStart(9, '0')}Z`;
}
