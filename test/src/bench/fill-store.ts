import { Feeder, startSessions } from './load/feeder.js';
import { RawConnection } from './load/raw-connection.js';

const POINTS_A_BODY = 1_000;
const CONNECTIONS = 4;

/** How much to fill in. */
export interface Filling {
  /** Values in all, about: every session gets whole bodies. */
  readonly values: number;
  readonly sessions: number;
  /** Share of the sessions that are completed afterwards. */
  readonly finished: number;
  /** Metrics of each point; ten when missing. */
  readonly metrics?: number;
  /** Sessions are named by it and a number. */
  readonly prefix?: string;
  readonly onProgress?: (values: number) => void;
}

/** Fills a store through the API, in bodies of at most 1,000 points. */
export async function fillStore(
  port: number,
  { values, sessions, finished, metrics = 10, prefix = 'filled', onProgress }: Filling,
): Promise<{ values: number; seconds: number }> {
  const pointsASession = Math.max(1, Math.round(values / sessions / metrics));
  const bodies = Math.ceil(pointsASession / POINTS_A_BODY);
  const shape = {
    target: 'exporter',
    points: Math.ceil(pointsASession / bodies),
    metrics,
    stepField: true,
  } as const;
  const began = performance.now();
  let filled = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < sessions) {
      const index = next++;
      const name = `${prefix}-${index}`;
      await startSessions(port, [name]);
      const feeder = await Feeder.open(port, shape, [name], 'fill');
      for (let body = 0; body < bodies; body++) {
        const fed = await feeder.feed();
        filled += fed;
      }
      feeder.close();
      if (index < sessions * finished) await complete(port, name);
      if (index % 500 === 499) onProgress?.(filled);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return { values: filled, seconds: (performance.now() - began) / 1_000 };
}

async function complete(port: number, session: string): Promise<void> {
  const connection = await RawConnection.open(port);
  const head = `POST /analytics/training/${session}/complete HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`;
  const { status, body } = await connection.post(head, '{"status":"completed"}');
  if (status !== 200) throw new Error(`the exporter answered ${status} ${body}`);
  connection.close();
}
