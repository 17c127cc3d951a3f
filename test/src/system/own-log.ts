import { existsSync, readFileSync } from 'node:fs';
import type { NativeClient } from '../harness/native-client.js';

/** Metric -> attempt -> step -> value. */
export type LoggedValues = Map<string, Map<number, Map<number, number>>>;

/** Reads what an example wrote with --log: attempt,step,epoch,metric,value, values with all digits. */
export function readOwnLog(file: string): LoggedValues {
  const values: LoggedValues = new Map();
  if (!existsSync(file)) return values;
  const text = readFileSync(file, 'utf8');
  // After kill -9 the last line may be cut.
  const lines = text.slice(0, text.lastIndexOf('\n')).split('\n').slice(1);
  for (const line of lines) {
    const [attempt, step, , metric, value] = line.split(',') as [string, string, string, string, string];
    put(values, metric, Number(attempt), Number(step), Number(value));
  }
  return values;
}

/** Reads all values of the same metrics from the store. */
export async function readStored(
  client: NativeClient,
  session_id: string,
  metrics: readonly string[],
): Promise<LoggedValues> {
  const values: LoggedValues = new Map();
  const { curves } = await client.series({
    session_id: [session_id],
    metric: metrics,
    attempts: 'separate',
    points: 20_000,
  });
  for (const { metric, attempt, x, y, total } of curves) {
    if (total !== x.length) throw new Error(`${metric}, attempt ${attempt}: ${total} values at ${x.length} steps`);
    x.forEach((step, index) => put(values, metric, attempt ?? 0, step, Number(y[index])));
  }
  return values;
}

/** Sentences about every value that one has and the other lacks or has differently. */
export function differencesBetween(own: LoggedValues, stored: LoggedValues, lastMayMiss = false): string[] {
  const problems: string[] = [];
  for (const [metric, attempts] of own) {
    for (const [attempt, steps] of attempts) {
      for (const [step, value] of steps) {
        const found = stored.get(metric)?.get(attempt)?.get(step);
        if (!Object.is(found, value))
          problems.push(`${metric}, attempt ${attempt}, step ${step}: logged ${value}, stored ${found}`);
      }
      const more = [...(stored.get(metric)?.get(attempt)?.keys() ?? [])].filter((step) => !steps.has(step));
      // A kill between log() and the script's own log leaves one step in the store that its log lacks.
      if (more.length > (lastMayMiss ? 1 : 0))
        problems.push(`${metric}, attempt ${attempt}: stored but not logged: steps ${more.slice(0, 10)}`);
    }
  }
  return problems.slice(0, 20);
}

/** How many values there are. */
export function countOf(values: LoggedValues): number {
  let count = 0;
  for (const attempts of values.values()) for (const steps of attempts.values()) count += steps.size;
  return count;
}

function put(values: LoggedValues, metric: string, attempt: number, step: number, value: number): void {
  let attempts = values.get(metric);
  if (!attempts) values.set(metric, (attempts = new Map()));
  let steps = attempts.get(attempt);
  if (!steps) attempts.set(attempt, (steps = new Map()));
  steps.set(step, value);
}
