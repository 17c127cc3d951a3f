import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Partition } from '../port.js';

/** How far the file covers each partition's journal records. */
export class PartitionTable {
  private readonly select: StatementSync;
  private readonly upsert: StatementSync;

  constructor(database: DatabaseSync) {
    this.select = database.prepare('SELECT covered_through FROM partitions WHERE partition = ?');
    this.upsert = database.prepare(
      'INSERT INTO partitions VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET covered_through = excluded.covered_through',
    );
  }

  coveredThrough(partition: Partition): number {
    return (this.select.get(partition)?.['covered_through'] as number | undefined) ?? 0;
  }

  store(partition: Partition, coveredThrough: number): void {
    this.upsert.run(partition, coveredThrough);
  }
}
