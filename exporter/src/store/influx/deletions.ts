import { waitAfter } from './backoff.js';
import { InfluxUnavailableError, type InfluxConnection } from './connection.js';
import { CannotEraseError, erase, type Erasure } from './eraser.js';
import { pause, type LineSender } from './line-sender.js';
import { lineOf } from './lines.js';
import type { InfluxServer } from './server.js';

/** A deletion that waits for its turn, or a line that says that something is gone: all that there is on InfluxDB 3. */
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
 * @param onProblem Hears what InfluxDB refuses.
 * @returns The refusal (credentials, rights), after which it may be asked for again; null when it is done, or never can be.
 * @throws When `stop` is aborted meanwhile.
 */
export async function carryOut(
  deletion: Deletion,
  { connection, server, sender, databases, stop }: DeletionParts,
  onProblem: (problem: string) => void,
): Promise<Error | null> {
  if ('tombstone' in deletion) {
    await sender.send(databases.entities, [lineOf(deletion.tombstone)]);
    return null;
  }
  for (let failures = 1; ; failures++) {
    try {
      await erase(connection, server, deletion.erasure);
      return null;
    } catch (error) {
      if (error instanceof InfluxUnavailableError) await pause(waitAfter(failures, null), stop.signal);
      else if (error instanceof CannotEraseError) {
        onProblem(`points were not deleted: ${error.message}`);
        return null;
      } else {
        // Not waited for here: all that is to be written would wait with it.
        onProblem(`points were not deleted: ${deletion.erasure.measurement}: ${String(error)}`);
        return error as Error;
      }
    }
  }
}
