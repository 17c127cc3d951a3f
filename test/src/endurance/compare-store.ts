import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { isPoisoned, METRICS, valueOf } from './made-values.js';
import type { PacedSender } from './paced-sender.js';

/** What a comparison found. */
export interface Comparison {
  /** Points that were compared. */
  points: number;
  /** Acknowledged points that are neither in InfluxDB nor in the quarantine. */
  lost: number;
  /** Points that are in InfluxDB twice, or in InfluxDB and in the quarantine. */
  doubled: number;
  /** Points with another value, or that nobody sent. */
  wrong: number;
  /** Points in the quarantine, each counted once. */
  quarantined: number;
  /** The first few of them. */
  readonly examples: string[];
}

const EXAMPLES = 20;

/**
 * Compares what was acknowledged with InfluxDB and the quarantine, point by point, past the exporter.
 * @param sent By senders of which all that was sent is acknowledged.
 * @param directory TRAINING_DATA_DIR, with the quarantine; its exporter may run.
 */
export async function compareStore(
  senders: readonly PacedSender[],
  influxPort: number,
  database: string,
  directory: string,
): Promise<Comparison> {
  const found: Comparison = { points: 0, lost: 0, doubled: 0, wrong: 0, quarantined: 0, examples: [] };
  const aside = quarantinedSteps(directory);
  for (const sender of senders) await compareSession(sender, influxPort, database, aside, found);
  return found;
}

async function compareSession(
  sender: PacedSender,
  influxPort: number,
  database: string,
  aside: ReadonlyMap<string, ReadonlySet<number>>,
  found: Comparison,
): Promise<void> {
  const { session_id, number, acknowledged } = sender;
  const tell = (what: 'lost' | 'doubled' | 'wrong', step: number, text: string): void => {
    found[what]++;
    if (found.examples.length < EXAMPLES) found.examples.push(`${what}: ${session_id}, step ${step}: ${text}`);
  };
  const seen = new Uint8Array(acknowledged);
  const fields = ['step', ...METRICS].join(', ');
  const statement = `SELECT ${fields} FROM training_step WHERE session_id = '${session_id}'`;
  for await (const [, step, ...values] of rowsOf(influxPort, database, statement)) {
    if (step === null || step === undefined || !(step >= 0 && step < acknowledged)) {
      tell('wrong', step ?? -1, 'nobody sent it');
      continue;
    }
    if (seen[step]!++ > 0) tell('doubled', step, 'is in InfluxDB twice');
    METRICS.forEach((name, metric) => {
      const expected = valueOf(number, metric, step);
      if (!Object.is(values[metric], expected)) tell('wrong', step, `${name} is ${values[metric]}, not ${expected}`);
    });
  }
  const ofSession = aside.get(session_id) ?? new Set<number>();
  for (let step = 0; step < acknowledged; step++) {
    const isAside = ofSession.has(step);
    if (isAside && seen[step]! > 0) tell('doubled', step, 'is in InfluxDB and in the quarantine');
    if (!isAside && seen[step] === 0) tell('lost', step, 'is nowhere');
    if (isAside && !isPoisoned(step)) tell('wrong', step, 'lies in the quarantine and is not poisoned');
    if (isAside) found.quarantined++;
  }
  found.points += acknowledged;
}

/** Steps whose lines lie in the quarantine, by session. A crash may have put a line there twice. */
function quarantinedSteps(directory: string): ReadonlyMap<string, ReadonlySet<number>> {
  const file = new DatabaseSync(`${directory}/quarantine.sqlite`, { readOnly: true });
  const steps = new Map<string, Set<number>>();
  for (const { line } of file.prepare('SELECT line FROM quarantine').iterate() as Iterable<{ line: string }>) {
    const session = /,session_id=([^, ]+)/.exec(line)?.[1];
    const step = /[ ,]step=(\d+)/.exec(line)?.[1];
    if (session === undefined || step === undefined) throw new Error(`the quarantine holds another line: ${line}`);
    let ofSession = steps.get(session);
    if (!ofSession) steps.set(session, (ofSession = new Set()));
    ofSession.add(Number(step));
  }
  file.close();
  return steps;
}

interface Chunk {
  readonly results: readonly {
    readonly error?: string;
    readonly series?: readonly { readonly values: readonly (readonly (number | null)[])[] }[];
  }[];
}

/** Rows of an answer, as they come: time first, then the fields. */
async function* rowsOf(port: number, database: string, statement: string): AsyncGenerator<readonly (number | null)[]> {
  const query = new URLSearchParams({ db: database, q: statement, epoch: 'ms', chunked: 'true', chunk_size: '5000' });
  const outgoing = request({ host: '127.0.0.1', port, path: `/query?${query}` });
  const answer = new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
  });
  outgoing.end();
  for await (const text of createInterface({ input: await answer })) {
    if (text === '') continue;
    const [result] = (JSON.parse(text) as Chunk).results;
    if (result?.error !== undefined) throw new Error(`influxd: ${result.error}`);
    for (const { values } of result?.series ?? []) yield* values;
  }
}
