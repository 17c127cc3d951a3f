import type { EntityDeclaration } from '@shadower-training/contract';
import type { Partition } from '../port.js';
import type { InfluxConnection } from './connection.js';
import { COVERAGE_FIELD, COVERAGE_MEASUREMENT, coverageRows } from './coverage.js';
import { readEntities, type Entity } from './entity-read.js';
import { quoteIdentifier, tagIn, where } from './influxql.js';

/** Entities that one query asks for by the beginning of their keys. */
const KEYS_A_QUERY = 100;

/** What an exporter asks to hear of others that write to the same InfluxDB. It waits for nothing of its own. */
export class NeighbourReads {
  constructor(
    private readonly connection: InfluxConnection,
    /** Of the entities. */
    private readonly database: string,
  ) {}

  /** The newest row of coverage of each exporter: where it has not moved, the exporter has written nothing new. */
  async newestRows(): Promise<ReadonlyMap<string, number>> {
    const field = quoteIdentifier(COVERAGE_FIELD);
    const statement = `SELECT last(${field}) FROM ${quoteIdentifier(COVERAGE_MEASUREMENT)} GROUP BY exporter`;
    const series = await this.connection.query(this.database, statement, 'ns');
    const rows = new Map<string, number>();
    for (const { tags, columns, values } of series) {
      const exporter = tags?.['exporter'];
      const row = values[0]?.[columns.indexOf('time')];
      if (exporter !== undefined && row !== undefined) rows.set(exporter, Number(row));
    }
    return rows;
  }

  /** Partitions that an exporter wrote after a row, and the last row read. */
  async changesOf(exporter: string, afterRow: number): Promise<{ partitions: Set<Partition>; row: number }> {
    const conditions = [tagIn('exporter', [exporter]), `time > ${afterRow}`];
    const statement = `SELECT * FROM ${quoteIdentifier(COVERAGE_MEASUREMENT)}${where(conditions)}`;
    const partitions = new Set<Partition>();
    let last = afterRow;
    for (const series of await this.connection.query(this.database, statement, 'ns')) {
      for (const { row, covered } of coverageRows(series)) {
        last = Math.max(last, row);
        for (const [partition] of covered) partitions.add(partition);
      }
    }
    return { partitions, row: last };
  }

  /**
   * Entities whose keys begin with one of some beginnings.
   * @param fields All when missing.
   */
  async entities(
    declaration: EntityDeclaration,
    beginnings: readonly (readonly string[])[],
    fields?: readonly string[],
  ): Promise<Entity[]> {
    const found: Entity[] = [];
    for (let from = 0; from < beginnings.length; from += KEYS_A_QUERY) {
      const some = beginnings.slice(from, from + KEYS_A_QUERY);
      const choices = some.map((parts) => {
        const conditions = parts.map((part, place) => tagIn(declaration.key[place]!, [part]));
        return `(${conditions.join(' AND ')})`;
      });
      found.push(
        ...(await readEntities(this.connection, this.database, declaration, [`(${choices.join(' OR ')})`], fields)),
      );
    }
    return found;
  }
}
