import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { exchange } from '../harness/http.js';
import { residentBytes } from '../harness/process-memory.js';
import { randomFrom, sizeFrom } from '../harness/random.js';
import { shareExporter } from '../harness/shared-exporter.js';
import { mutatedRequest } from './fuzz-requests.js';

/** Mutated requests; many by hand: TRAINING_TEST_FUZZ=200000 TRAINING_TEST_SEED=7. */
const REQUESTS = sizeFrom('TRAINING_TEST_FUZZ', 3_000);
const SEED = sizeFrom('TRAINING_TEST_SEED', 1);
const IN_FLIGHT = 8;
/** Sessions that fuzzing makes and metric names that it draws cost memory rightly; a leak a request costs more. */
const GROWTH_ALLOWED_BYTES = 250_000_000;

describe('fuzz', () => {
  const shared = shareExporter({ environment: { TRAINING_MAX_SESSIONS_PER_WORKSPACE: '200' } });
  beforeAll(async () => {
    await shared.client.start({ session_id: 'target' });
  });

  test(
    `of ${REQUESTS} mutated requests none is answered 5xx, and memory stays flat`,
    async () => {
      const random = randomFrom(SEED);
      const statuses = new Map<number, number>();
      const failures: string[] = [];
      let warm = 0;
      let sent = 0;
      const work = async (): Promise<void> => {
        while (sent < REQUESTS && failures.length < 5) {
          sent++;
          const request = mutatedRequest(random);
          const gzip = random() < 0.1 && request.body !== undefined;
          const body = gzip ? gzipSync(request.body!) : request.body;
          const headers = { ...request.headers, ...(gzip && { 'Content-Encoding': 'gzip' }) };
          const name = `${request.method} ${request.path} ${JSON.stringify(headers)} ${String(request.body).slice(0, 400)}`;
          try {
            const { status, text } = await exchange(shared.exporter.port, {
              ...request,
              headers,
              ...(body !== undefined && { body }),
            });
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            if (status >= 500 && status !== 501) failures.push(`${status} ${text.slice(0, 200)} <- ${name}`);
          } catch (error) {
            failures.push(`${(error as Error).message} <- ${name}`);
          }
          if (sent === Math.floor(REQUESTS / 2)) warm = residentBytes(shared.exporter.pid);
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, work));
      expect({ seed: SEED, failures }).toEqual({ seed: SEED, failures: [] });
      expect(residentBytes(shared.exporter.pid) - warm).toBeLessThan(GROWTH_ALLOWED_BYTES);
      // Most must be refused and some be taken, or the fuzz would not reach what it is meant for.
      expect(statuses.get(400) ?? 0).toBeGreaterThan(REQUESTS / 20);
      expect((statuses.get(200) ?? 0) + (statuses.get(201) ?? 0)).toBeGreaterThan(REQUESTS / 50);
      expect(await shared.client.summary('target')).toMatchObject({ session_id: 'target' });
    },
    60_000 + REQUESTS * 20,
  );
});
