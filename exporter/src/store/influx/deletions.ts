import { waitAfter } from './backoff.js';
import { InfluxUnavailableError, type InfluxConnection } from './connection.js';
import { CannotEraseError, erase, type Erasure } from './eraser.js';
import { pause, type LineSender } from './line-sender.js';
import type { InfluxServer } from './server.js';

/** A deletion that waits for its turn. InfluxDB 3 deletes nothing: there a line says that an entity is gone. */
export type Deletion = { readonly erasure: Erasure } | { readonly tombstone: string };

/** What deletions are carried out with. */
export interface DeletionParts {
  readonly connection: InfluxConnection;
  readonly server: InfluxServer;
  readonly sender: LineSender;
  readonly databases: { readonly entities: string };
  /** Aborts waiting for an InfluxDB that is away. */
  readonly stop: AbortController;
}

/**
 * Deletes, however long InfluxDB is away.
 * @param onProblem Hears what InfluxDB refuses for good.
 * @throws When `stop` is aborted meanwhile.
 */
export async function carryOut(
  deletion: Deletion,
  { connection, server, sender, databases, stop }: DeletionParts,
  onProblem: (problem: string) => void,
): Promise<void> {
  if ('tombstone' in deletion) return sender.send(databases.entities, [deletion.tombstone]);
  for (let failures = 1; ; failures++) {
    try {
      return await erase(connection, server, deletion.erasure);
    } catch (error) {
      if (error instanceof InfluxUnavailableError) await pause(waitAfter(failures, null), stop.signal);
      else {
        // Refused for good: the same request would be refused again.
        const { measurement } = deletion.erasure;
        const what = error instanceof CannotEraseError ? error.message : `${measurement}: ${String(error)}`;
        return onProblem(`points were not deleted: ${what}`);
      }
    }
  }
}
