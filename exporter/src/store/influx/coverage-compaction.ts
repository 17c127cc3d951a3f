import type { InfluxConnection } from './connection.js';
import { type Coverage, COVERAGE_MEASUREMENT } from './coverage.js';
import { erase } from './eraser.js';
import type { LineSender } from './line-sender.js';
import { lineOf } from './lines.js';
import type { InfluxServer } from './server.js';

/** What coverage is compacted with. */
export interface CompactionParts {
  readonly connection: InfluxConnection;
  readonly server: InfluxServer;
  readonly sender: LineSender;
  readonly databases: { readonly entities: string };
  readonly coverage: Coverage;
}

/** Writes coverage anew as one row where many have gathered, and deletes those before it where the server can. */
export async function compactCoverage(
  { connection, server, sender, databases, coverage }: CompactionParts,
  onProblem: (problem: string) => void,
): Promise<void> {
  const compaction = coverage.compaction();
  if (compaction === null) return;
  await sender.send(databases.entities, [lineOf(compaction.line)]);
  if (server.generation === 3) return;
  const erasure = {
    database: databases.entities,
    measurement: COVERAGE_MEASUREMENT,
    tags: coverage.tags,
    beforeNanosecond: compaction.before,
  };
  // Rows that stay are read at the next start, and change nothing; the next compaction takes them with it.
  await erase(connection, server, erasure).catch((error: unknown) => {
    onProblem(`old rows of ${COVERAGE_MEASUREMENT} stay for now: ${String(error)}`);
  });
}
