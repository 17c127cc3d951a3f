import { ContractError } from '@shadower-training/contract';
import type { Handler } from './handler.js';
import type { Writer } from './writer.js';

/** A writer thread that does not answer for so long accepts nothing. */
const WRITER_PATIENCE_MILLISECONDS = 5_000;
const RETRY_AFTER_SECONDS = 1;

/** GET /healthz: the process lives. */
export function aliveHandler(): Handler<'alive'> {
  return async () => ({ status: 'ok' });
}

/** GET /readyz: 503 only when nothing can be accepted. A slow store is no reason, as the journal takes data meanwhile. */
export function readyHandler(writer: Writer, isStopping: () => boolean): Handler<'ready'> {
  return async () => {
    if (isStopping()) throw unavailable('the exporter is stopping');
    const patience = AbortSignal.timeout(WRITER_PATIENCE_MILLISECONDS);
    const impatient = new Promise<never>((_resolve, reject) => {
      patience.addEventListener('abort', () => reject(new Error('no answer')), { once: true });
    });
    let accepts: boolean;
    try {
      ({ accepts } = await Promise.race([writer.statistics(), impatient]));
    } catch {
      throw unavailable('the journal does not answer');
    }
    if (!accepts) throw unavailable('the journal cannot be written: is the disk full? The log has the error');
    return { status: 'ready' };
  };
}

function unavailable(message: string): ContractError {
  return new ContractError('unavailable', message, [], RETRY_AFTER_SECONDS);
}
