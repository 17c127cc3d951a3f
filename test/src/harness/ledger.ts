import type { NativeClient } from './native-client.js';

/** Steps that one read asks for: a curve of more points than a read may have would be thinned. */
const STEPS_A_READ = 20_000;

/** One value as it was sent. */
export interface LedgerValue {
  readonly session_id: string;
  readonly attempt: number;
  readonly metric: string;
  readonly step: number;
  readonly value: number;
}

type Steps = Map<number, number>;
/** Steps and values by series. */
export type Acknowledged = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * What senders sent and what was acknowledged, kept by them. A value that was sent but not acknowledged may be in the
 * store or not; an acknowledged one must be, once.
 */
export class Ledger {
  readonly #sent = new Map<string, Steps>();
  readonly #acknowledged = new Map<string, Steps>();

  /** Notes values before they are sent. */
  send(values: readonly LedgerValue[]): void {
    for (const value of values) put(this.#sent, value);
  }

  /** Notes that values were acknowledged. */
  acknowledge(values: readonly LedgerValue[]): void {
    for (const value of values) put(this.#acknowledged, value);
  }

  /** Values that were acknowledged. */
  get size(): number {
    return [...this.#acknowledged.values()].reduce((sum, steps) => sum + steps.size, 0);
  }

  /** A copy of what is acknowledged by now: later acknowledgements don't change it. */
  snapshot(): Acknowledged {
    return new Map([...this.#acknowledged].map(([key, steps]) => [key, new Map(steps)]));
  }

  /**
   * Compares with the store, value by value.
   * @param acknowledged What must be there; all that is acknowledged by now when missing.
   * @param seen What was compared before: of it only the number of values is compared again.
   * @returns Sentences about what is wrong; none when all is right.
   */
  async differences(
    client: NativeClient,
    acknowledged = this.snapshot(),
    seen: Acknowledged = new Map(),
  ): Promise<string[]> {
    const problems: string[] = [];
    for (const [key, allSent] of this.#sent) {
      const [session_id, attempt, metric] = JSON.parse(key) as [string, number, string];
      const known = seen.get(key)?.size ?? 0;
      const must = newest(acknowledged.get(key) ?? new Map<number, number>(), known);
      const sent = newest(allSent, known);
      if (sent.size === 0) continue;
      const stored = await readAll(client, session_id, attempt, metric, sent);
      if (known > 0) {
        const before = await countBefore(client, session_id, attempt, metric, sent.keys().next().value!);
        if (before !== known)
          problems.push(`${metric} of ${session_id}: ${before} values are where ${known} were before`);
      }
      // Senders may have gone on while the store was read: what they have sent by now counts as sent.
      const name = `${metric} of ${session_id}, attempt ${attempt}`;
      problems.push(
        ...stored.problems.map((problem) => `${name}: ${problem}`),
        ...compare(name, must, newest(allSent, known), stored.values),
      );
    }
    return problems;
  }
}

function put(target: Map<string, Steps>, { session_id, attempt, metric, step, value }: LedgerValue): void {
  const key = JSON.stringify([session_id, attempt, metric]);
  let steps = target.get(key);
  if (!steps) target.set(key, (steps = new Map()));
  steps.set(step, value);
}

/** All but the first so many: a sender's steps rise, and are acknowledged in order. */
function newest(steps: ReadonlyMap<number, number>, known: number): Steps {
  return new Map([...steps].slice(known));
}

async function countBefore(
  client: NativeClient,
  session_id: string,
  attempt: number,
  metric: string,
  step: number,
): Promise<number> {
  const query = { session_id: [session_id], metric: [metric], attempts: 'separate', to: step - 1, points: 10 };
  const { curves } = await client.series(query);
  return curves.filter((curve) => curve.attempt === attempt).reduce((sum, { total }) => sum + total, 0);
}

async function readAll(
  client: NativeClient,
  session_id: string,
  attempt: number,
  metric: string,
  sent: Steps,
): Promise<{ values: Steps; problems: string[] }> {
  const values: Steps = new Map();
  const problems: string[] = [];
  const steps = [...sent.keys()].sort((left, right) => left - right);
  const last = steps.at(-1)!;
  for (let from = steps[0]!; from <= last; from += STEPS_A_READ) {
    const to = from + STEPS_A_READ - 1;
    const { curves } = await client.series({
      session_id: [session_id],
      metric: [metric],
      attempts: 'separate',
      from,
      to,
      points: STEPS_A_READ,
    });
    for (const curve of curves.filter((each) => each.attempt === attempt)) {
      // `total` counts what is stored, a doubled value twice; x has each step once.
      if (curve.total !== curve.x.length)
        problems.push(`${curve.total} values are stored at ${curve.x.length} steps from ${from} on`);
      curve.x.forEach((step, index) => {
        if (values.has(step)) problems.push(`step ${step} was answered twice`);
        values.set(step, Number(curve.y[index]));
      });
    }
  }
  return { values, problems };
}

function compare(name: string, must: ReadonlyMap<number, number>, sent: Steps, stored: Steps): string[] {
  const problems: string[] = [];
  for (const [step, value] of must) {
    if (!stored.has(step)) problems.push(`${name}: acknowledged step ${step} is lost`);
    else if (!Object.is(stored.get(step), value))
      problems.push(`${name}: step ${step} is ${stored.get(step)}, sent as ${value}`);
  }
  for (const [step, value] of stored) {
    if (!Object.is(sent.get(step), value))
      problems.push(`${name}: step ${step} holds ${value}, sent was ${sent.get(step)}`);
  }
  return problems.length > 20 ? [...problems.slice(0, 20), `... and ${problems.length - 20} more`] : problems;
}
