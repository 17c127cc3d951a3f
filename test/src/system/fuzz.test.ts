import { beforeAll, describe, expect, test } from '@jest/globals';
import { slope } from '../bench/slope.js';
import { exchange } from '../harness/http.js';
import { residentBytes } from '../harness/process-memory.js';
import { randomFrom, sizeFrom } from '../harness/random.js';
import { shareExporter } from '../harness/shared-exporter.js';
import { answerToBytes, mutatedBytes } from './fuzz-bytes.js';
import { mutatedRequest, unreachedRoutes } from './fuzz-requests.js';

/** Mutated requests; many by hand: TRAINING_TEST_FUZZ=100000 TRAINING_TEST_SEED=7. */
const REQUESTS = sizeFrom('TRAINING_TEST_FUZZ', 3_000);
const SEED = sizeFrom('TRAINING_TEST_SEED', 1);
const IN_FLIGHT = 8;
/** Of so many one is written to the socket byte by byte. */
const RAW_EVERY = 50;
const SAMPLES = 400;
/** What a request may leave behind: a tenth of the smallest session's state, which a leak a request would pass. */
const GROWTH_ALLOWED_BYTES_A_REQUEST = 400;
/** With few requests, what a process that has just started takes on its own. */
const GROWTH_ALLOWED_BYTES = 150_000_000;

describe('fuzz', () => {
  // Sessions, series and workspaces that fuzzing makes cost memory rightly, so they are bounded.
  const shared = shareExporter({
    environment: {
      TRAINING_MAX_SESSIONS_PER_WORKSPACE: '100',
      TRAINING_MAX_SERIES_PER_SESSION: '200',
      TRAINING_MAX_DECOMPRESSED_BYTES: '1000000',
    },
  });
  beforeAll(async () => {
    await shared.client.start({ session_id: 'target' });
  });

  test('begins as a request of every declared call', () => expect(unreachedRoutes()).toEqual([]));

  test(
    `of ${REQUESTS} mutated requests none is answered 5xx, and memory stays flat`,
    async () => {
      const random = randomFrom(SEED);
      const statuses = new Map<number, number>();
      const failures: string[] = [];
      const memory: { readonly sent: number; readonly bytes: number }[] = [];
      let sent = 0;

      const sendRequest = async (): Promise<void> => {
        const request = mutatedRequest(random);
        const name = `${request.method} ${request.path} ${JSON.stringify(request.headers)} ${String(request.body).slice(0, 400)}`;
        try {
          const { status, text } = await exchange(shared.exporter.port, request);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status >= 500 && status !== 501) failures.push(`${status} ${text.slice(0, 200)} <- ${name}`);
        } catch (error) {
          failures.push(`${(error as Error).message} <- ${name}`);
        }
      };
      const sendBytes = async (): Promise<void> => {
        const bytes = mutatedBytes(random);
        const answer = await answerToBytes(shared.exporter.port, bytes);
        if (/^HTTP\/1\.1 5/m.test(answer)) failures.push(`${answer} <- ${JSON.stringify(bytes.toString('latin1'))}`);
      };
      const work = async (): Promise<void> => {
        while (sent < REQUESTS && failures.length < 5) {
          sent++;
          if (sent % Math.ceil(REQUESTS / SAMPLES) === 0)
            memory.push({ sent, bytes: residentBytes(shared.exporter.pid) });
          await (sent % RAW_EVERY === 0 ? sendBytes() : sendRequest());
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, work));
      expect({ seed: SEED, failures }).toEqual({ seed: SEED, failures: [] });

      const second = memory.slice(memory.length / 2);
      const bytesARequest = slope(
        second.map((sample) => sample.sent),
        second.map(({ bytes }) => bytes),
      );
      const last = second.at(-1)!.bytes;
      console.log(
        `${REQUESTS} mutated requests, seed ${SEED}: ${Math.round(last / 1e6)} MB at the end, ` +
          `${Math.round(bytesARequest)} bytes a request in the second half; statuses ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`,
      );
      expect(bytesARequest).toBeLessThan(
        Math.max(GROWTH_ALLOWED_BYTES_A_REQUEST, (2 * GROWTH_ALLOWED_BYTES) / REQUESTS),
      );
      // Most must be refused and some be taken, or the fuzz would not reach what it is meant for.
      expect(statuses.get(400) ?? 0).toBeGreaterThan(REQUESTS / 20);
      expect((statuses.get(200) ?? 0) + (statuses.get(201) ?? 0)).toBeGreaterThan(REQUESTS / 50);
      expect(await shared.client.summary('target')).toMatchObject({ session_id: 'target' });
    },
    60_000 + REQUESTS * 20,
  );
});
