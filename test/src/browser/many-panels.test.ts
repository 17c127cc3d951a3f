/// <reference lib="dom" />
import { expect, test } from '@jest/globals';
import type { Request } from 'playwright-core';
import { describeInBrowser } from './in-browser.js';
import { pointsOf, send, type Logged } from './runs.js';
import type { WatchedPage } from './watched-page.js';

const SESSIONS = ['left', 'right'];
const METRICS = ['training_loss', 'validation_loss', 'learning_rate', 'gradient_norm'];
/** Twelve: the sessions, a table and their events, and curves of all and of each over several axes. */
const QUERIES = [
  { kind: 'sessions' },
  ...METRICS.map((metric) => ({ kind: 'series', sessions: SESSIONS, metrics: [metric] })),
  ...['epoch', 'time'].map((x) => ({ kind: 'series', sessions: SESSIONS, metrics: METRICS, x })),
  { kind: 'series', sessions: [SESSIONS[0]], metrics: METRICS },
  { kind: 'series', sessions: SESSIONS },
  { kind: 'table', sessions: SESSIONS },
  { kind: 'events', sessions: SESSIONS, events: ['best'] },
  { kind: 'series', agents: ['agent'], metrics: ['training_loss'], points: 500 },
];
const address = `/workbench.html#/many?${new URLSearchParams({ panels: JSON.stringify(QUERIES.map((query) => ({ query }))) }).toString()}`;

describeInBrowser('twelve panels on one page', (shared) => {
  test('share one stream; after a restart all catch up without a reload and without a gap', async () => {
    const { client, exporter } = shared;
    const runs = Object.fromEntries(SESSIONS.map((session_id) => [session_id, pointsOf({ session_id })]));
    const log = async (from: number, to: number, sequence: number) => {
      for (const id of SESSIONS) await send(client, id, runs[id]!.slice(from, to), sequence);
    };
    for (const session_id of SESSIONS) await client.start({ session_id, total_steps: 200 });
    await log(0, 80, 1);
    const watched = await shared.open(address, { allowed: /Failed to load resource|ERR_/ });
    const streams = new Streams(watched);
    await watched.page.evaluate(() => Object.assign(window, { isFirstLoad: true }));
    await watched.until('all panels have their data', () => isComplete(watched, 80));
    await log(80, 100, 2);
    await watched.until('all panels follow', () => isComplete(watched, 100));
    expect(streams.opened).toBe(1);
    await watched.screenshot('many-panels');

    await exporter.kill9();
    await exporter.restart();
    // More than the stream brings again: what came while nobody listened must be asked for.
    await log(100, 160, 3);
    await watched.until('all panels caught up', () => isComplete(watched, 160));
    await log(160, 200, 4);
    await watched.until('all panels are whole', () => isComplete(watched, 200));
    expect(await watched.page.evaluate(() => 'isFirstLoad' in window)).toBe(true);
    expect(streams.mostAtOnce).toBe(1);
    await watched.until('table and events caught up', () => isNewest(watched, runs));
    for (const curve of await curvesOf(watched)) expect(curve).toEqual(expectedOf(curve, runs[curve.session]!));
  });
});

/** A curve as a panel has it. */
interface ReceivedCurve {
  readonly panel: number;
  readonly session: string;
  readonly metric: string;
  readonly values: readonly number[];
}

/** The curve with the values that were logged: not one may be missing, twice or another. */
function expectedOf(curve: ReceivedCurve, points: readonly Logged[]): ReceivedCurve {
  return {
    ...curve,
    values: points.flatMap(({ metrics }) => (curve.metric in metrics ? [Number(metrics[curve.metric])] : [])),
  };
}

function curvesOf({ page }: WatchedPage): Promise<ReceivedCurve[]> {
  return page.evaluate(() =>
    [...(window as unknown as { workbenchFrames: Map<number, ReceivedFrame[]> }).workbenchFrames].flatMap(
      ([panel, frames]) =>
        frames.flatMap(({ fields }) =>
          fields.flatMap(({ name, labels, values }) =>
            labels?.['session_id'] ? [{ panel, session: labels['session_id'], metric: name, values: [...values] }] : [],
          ),
        ),
    ),
  );
}

/** As much of a data frame as is compared. */
interface ReceivedFrame {
  readonly fields: ReadonlyArray<{ name: string; labels?: Record<string, string>; values: number[] }>;
}

/** Whether each panel of curves has all curves with so many steps, and the list both sessions at that step. */
async function isComplete(watched: WatchedPage, steps: number): Promise<boolean> {
  const curves = await curvesOf(watched);
  const behind = QUERIES.flatMap((query, index) => {
    if (query.kind !== 'series') return [];
    const own = curves.filter(({ panel }) => panel === index + 1);
    const isWhole =
      own.length > 0 &&
      own.every(({ metric, values }) => values.length >= (metric === 'validation_loss' ? steps / 20 : steps));
    return isWhole
      ? []
      : [`${index + 1} (${own.map(({ metric, values }) => `${metric} ${values.length}`).join(', ')})`];
  });
  if (behind.length > 0) throw new Error(`panels behind: ${behind.join('; ')}`);
  return (await watched.page.locator('[data-session]').count()) === SESSIONS.length;
}

/** Whether the table has the last value of each session, and the events their best steps. */
async function isNewest({ page }: WatchedPage, runs: Readonly<Record<string, readonly Logged[]>>): Promise<boolean> {
  const columns = await page.evaluate(
    ([table, events]) => {
      const frames = (window as unknown as { workbenchFrames: Map<number, ReceivedFrame[]> }).workbenchFrames;
      const column = (panel: number, name: string) =>
        frames.get(panel)?.[0]?.fields.find((field) => field.name === name)?.values ?? [];
      return { losses: [...column(table!, 'metrics.training_loss')], steps: [...column(events!, 'step')] };
    },
    ['table', 'events'].map((kind) => QUERIES.findIndex((query) => query.kind === kind) + 1),
  );
  const last = SESSIONS.map((id) => Number(runs[id]!.at(-1)!.metrics['training_loss']));
  const problem = JSON.stringify({ ...columns, last });
  if (!last.every((loss) => columns.losses.includes(loss))) throw new Error(`the table is behind: ${problem}`);
  if (columns.steps.length < SESSIONS.length) throw new Error(`events are missing: ${problem}`);
  return true;
}

/** Counts the event streams that a page opens. */
class Streams {
  opened = 0;
  mostAtOnce = 0;
  readonly #open = new Set<Request>();

  constructor({ page, addresses }: WatchedPage) {
    // Those that were opened before anybody counted.
    this.opened = addresses.filter(isStream).length;
    page.on('request', (request) => {
      if (!isStream(request.url())) return;
      this.opened++;
      this.#open.add(request);
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#open.size);
    });
    const end = (request: Request) => this.#open.delete(request);
    page.on('requestfinished', end);
    page.on('requestfailed', end);
  }
}

function isStream(address: string): boolean {
  return new URL(address).pathname.endsWith('/analytics/live');
}
