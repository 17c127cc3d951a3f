import { waitAfter, type BackoffPolicy } from './backoff.js';
import { InfluxUnavailableError } from './connection.js';
import { pause } from './line-sender.js';

/** Somebody waits for it: more often than writing is tried. */
const BACKOFF: BackoffPolicy = { firstMilliseconds: 250, longestMilliseconds: 5_000, longestAskedMilliseconds: 60_000 };

/**
 * Asks until InfluxDB answers.
 * @param onFailure Hears each failure and its number.
 * @throws Whatever else `ask` throws; the signal's reason when it ends the waiting.
 */
export async function untilAvailable<Answer>(
  ask: () => Promise<Answer>,
  signal: AbortSignal,
  onFailure: (error: InfluxUnavailableError, failures: number) => void = () => {},
): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof InfluxUnavailableError)) throw error;
      onFailure(error, failures);
      await pause(waitAfter(failures, null, BACKOFF), signal);
    }
  }
}
