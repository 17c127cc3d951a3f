import { ContractError } from '@shadower-training/contract';
import type { StoreReader } from '../port.js';
import { InfluxUnavailableError } from './connection.js';

const RETRY_AFTER_SECONDS = 5;

/** A reader whose readers hear 503, and when to ask again, while InfluxDB does not answer. */
export function readerWhenAway(reader: StoreReader): StoreReader {
  const told = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof InfluxUnavailableError)) throw error;
      throw new ContractError('unavailable', error.message, [], RETRY_AFTER_SECONDS);
    }
  };
  return {
    series: (read) => told(reader.series(read)),
    seriesNames: (measurement, tags) => told(reader.seriesNames(measurement, tags)),
    rows: (read) => told(reader.rows(read)),
    entity: (kind, key) => told(reader.entity(kind, key)),
    entities: (list) => told(reader.entities(list)),
    countEntities: (kind, conditions, groupBy, others) => told(reader.countEntities(kind, conditions, groupBy, others)),
    close: () => reader.close(),
  };
}
