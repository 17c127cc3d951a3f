import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DOWNSAMPLED, ENTITIES, MEASUREMENTS, SESSION_ENTITY, TRAINING_STEP } from '@shadower-training/contract';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gridOf, partOf } from '../analytics/grid.js';
import type { ReceiverRequest } from '../receivers/request.js';
import { EmbeddedStoreReader, startReaderThread } from '../store/embedded/index.js';
import type { StoredSeries } from '../store/port.js';
import { composeWriter, type ComposedWriter } from '../threads/compose-writer.js';
import { localCaller } from '../threads/remote-call.js';
import { Retention, type RetentionLimits, type RetentionWriter } from './retention.js';

/** The whole writer and the reader thread, on a real file; the clock is the test's. */
const DAY = 86_400_000;
const NOW = Date.now();
const POINTS = 80;

let directory: string;
let writer: ComposedWriter;
let reader: EmbeddedStoreReader;

const open = async (): Promise<void> => {
  const limits = {
    pointsInRequest: 10_000,
    seriesInSession: 100,
    sessionsInWorkspace: 100,
    liveSessionsInWorkspace: 100,
  };
  writer = await composeWriter({ directory, publicUrl: 'http://exporter', limits, influx: null }, () => {});
  await writer.handlers.ready();
  const declarations = { measurements: MEASUREMENTS, entities: ENTITIES };
  reader = new EmbeddedStoreReader(localCaller(writer.handlers), startReaderThread({ directory, declarations }));
};
const close = async (): Promise<void> => {
  await reader.close();
  await writer.abandon();
};
/** Sessions come to rest, except for those that train. */
const reopen = async (): Promise<void> => {
  await reader.close();
  await writer.handlers.close();
  await open();
};
const begin = async (): Promise<void> => {
  directory = mkdtempSync(join(tmpdir(), 'training-retention-'));
  await open();
};
const end = async (): Promise<void> => {
  await close();
  rmSync(directory, { recursive: true, force: true });
};
beforeEach(begin);
afterEach(end);

async function send(operation: ReceiverRequest['operation'], sessionId: string | null, body: unknown): Promise<number> {
  const answer = (await writer.handlers.receive({
    ...{ door: 'native', operation, token_workspace_id: null, query_workspace_id: null, session_id: sessionId },
    ...{ body: new TextEncoder().encode(JSON.stringify(body)), received_at: Date.now() },
  })) as { status: number; body: string };
  if (answer.status >= 300 && answer.status !== 404 && answer.status !== 429) throw new Error(answer.body);
  return answer.status;
}

interface Point {
  readonly step?: number;
  readonly time: number;
  readonly loss: number;
}

interface MadeSession {
  readonly id: string;
  readonly points: readonly Point[];
  readonly isEnded: boolean;
}

const written = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

async function make({ id, points, isEnded }: MadeSession): Promise<void> {
  const started_at = points[0]?.time ?? NOW;
  await send('start', null, { agent_id: 'a', session_id: id, training_config: {}, producer: 'p', started_at });
  await log(id, 1, points);
  const events = [{ kind: 'checkpoint', time: started_at, title: `of ${id}` }];
  await send('events', id, { producer: 'p', sequence: 2, events });
  const last = points.at(-1)?.time ?? started_at;
  if (isEnded) await send('complete', id, { status: 'completed', completed_at: last });
}

const log = (id: string, sequence: number, points: readonly Point[], producer = 'p'): Promise<number> =>
  send('metrics', id, {
    ...{ producer, sequence },
    points: points.map(({ loss, ...place }) => ({ ...place, metrics: { training_loss: written(loss) } })),
  });

const asWriter = (): RetentionWriter => {
  const { handlers } = writer;
  return {
    hold: async (session) => (await handlers.holdSession(session)) as boolean,
    clear: async (session, rows) => void (await handlers.clearHeld(session, rows)),
    add: async (session, rows) => void (await handlers.addToHeld(session, rows)),
    letGo: async (session, replacement) => void (await handlers.letGoSession(session, replacement)),
    deleteEnded: async (session, before) => (await handlers.deleteEndedSession(session, before)) as boolean,
  };
};

async function retain(limits: Partial<RetentionLimits>, now = NOW, over: Partial<RetentionWriter> = {}) {
  const failures: unknown[] = [];
  const retention = new Retention({
    ...{ reader, writer: { ...asWriter(), ...over }, now: () => now, isShared: false },
    limits: { raw: 0, downsampled: 0, records: 0, points: POINTS, ...limits },
    onFailure: (error) => failures.push(error),
  });
  await retention.run();
  return { failures, statistics: retention.statistics() };
}

const entityOf = (id: string) => reader.entity(SESSION_ENTITY.kind, ['default', id]);
const partsOf = async (id: string): Promise<number> => Number((await entityOf(id))?.['downsampled_parts'] ?? 0);

/** The points of a session as readers see them. */
async function curveOf(id: string): Promise<Point[]> {
  const tags = { workspace_id: ['default'], session_id: [id] };
  const part = Array.from({ length: await partsOf(id) }, (_, index) => String(index + 1));
  const old = await reader.series({ measurement: DOWNSAMPLED[TRAINING_STEP.name]!.name, tags: { ...tags, part } });
  const raw = await reader.series({ measurement: TRAINING_STEP.name, tags });
  return [...old, ...raw].flatMap(pointsOf);
}

function pointsOf({ milliseconds, values, coordinates }: StoredSeries): Point[] {
  return Array.from(values, (loss, index) => {
    const step = coordinates['step']![index]!;
    return { ...(Number.isNaN(step) ? {} : { step }), time: milliseconds[index]!, loss };
  });
}

const keyOf = ({ step, time, loss }: Point): string => `${step} ${time} ${Object.is(loss, -0) ? 0 : loss}`;
const sorted = (points: readonly Point[]): string[] => points.map(keyOf).sort();
const eventsOf = async (id: string): Promise<number> =>
  (await reader.rows({ measurement: 'training_event', tags: { session_id: [id], kind: ['checkpoint'] }, limit: 9 }))
    .length;

/** A curve whose last point is so many days old. */
function curve(count: number, daysOld: number, value: (index: number) => number, hasSteps = true): Point[] {
  const last = NOW - daysOld * DAY;
  return Array.from({ length: count }, (_, index) => ({
    ...(hasSteps ? { step: index } : {}),
    time: last - (count - 1 - index) * 1_000,
    loss: value(index),
  }));
}

/** Lowest and highest finite value of each part of a curve, by part; and the parts that have a non-finite one. */
function extremes(points: readonly Point[], placeOf: (point: Point) => number, width: number): Map<number, string> {
  const parts = Map.groupBy(points, (point) => partOf({ width }, placeOf(point)));
  return new Map(
    [...parts].map(([part, own]) => {
      const finite = own.map(({ loss }) => loss).filter(Number.isFinite);
      return [part, `${Math.min(...finite)} ${Math.max(...finite)} ${finite.length < own.length}`];
    }),
  );
}

describe('retention', () => {
  test('property: nothing inside the limits goes, and what is downsampled keeps its extremes', async () => {
    const value = fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
    );
    const made = fc.record({
      daysOld: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(9, 10, 11, 19, 20, 21, 34, 35, 39)),
      isEnded: fc.boolean(),
      hasSteps: fc.boolean(),
      count: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 80, max: 900 })),
      values: fc.array(value, { minLength: 50, maxLength: 50 }),
    });
    const limits = fc.record({
      raw: fc.constantFrom(0, 5, 10, 20),
      more: fc.constantFrom(0, 1, 10),
      records: fc.constantFrom(0, 30, 35),
    });
    await fc.assert(
      fc
        .asyncProperty(fc.array(made, { minLength: 1, maxLength: 5 }), limits, async (all, { raw, more, records }) => {
          const downsampled = more === 0 ? 0 : raw + more;
          const sessions = all.map(({ daysOld, isEnded, hasSteps, count, values }, index) => ({
            ...{ id: `s${index}`, daysOld, isEnded, hasSteps },
            // Half an hour beyond whole days, so that no session lies on a limit's edge while the test runs.
            points: curve(count, daysOld + 1 / 48, (at) => values[at % 50]! + (at >= 50 ? Math.sin(at) : 0), hasSteps),
          }));
          for (const session of sessions) await make(session);
          await reopen();
          const before = new Map(await Promise.all(sessions.map(async ({ id }) => [id, await entityOf(id)] as const)));
          const result = await retain({ raw: raw * DAY, downsampled: downsampled * DAY, records: records * DAY });
          expect(result.failures).toEqual([]);
          for (const { id, points, isEnded, hasSteps, daysOld } of sessions) {
            const isOlder = (days: number): boolean => days > 0 && daysOld >= days;
            const entity = await entityOf(id);
            const kept = await curveOf(id);
            if (isEnded && isOlder(records)) {
              expect([id, entity, kept.length, await eventsOf(id)]).toEqual([id, undefined, 0, 0]);
              continue;
            }
            // Scores and facts of the session don't change.
            expect(entity).toMatchObject({
              summary: before.get(id)!['summary'],
              internal: before.get(id)!['internal'],
            });
            expect([id, await eventsOf(id)]).toEqual([id, isOlder(records) ? 0 : 1]);
            if (isOlder(downsampled)) expect([id, kept]).toEqual([id, []]);
            else if (!isOlder(raw) || points.length <= POINTS) expect(sorted(kept)).toEqual(sorted(points));
            else {
              const originals = new Set(sorted(points));
              expect(kept.every((point) => originals.has(keyOf(point)))).toBe(true);
              expect(kept.length).toBeLessThan(points.length);
              const placeOf = ({ step, time }: Point): number => (hasSteps ? step! : time);
              const { width } = gridOf(placeOf(points[0]!), placeOf(points.at(-1)!), POINTS / 4);
              expect(extremes(kept, placeOf, width)).toEqual(extremes(points, placeOf, width));
              expect(sorted([kept[0]!, kept.at(-1)!])).toEqual(sorted([points[0]!, points.at(-1)!]));
            }
          }
        })
        .beforeEach(async () => {
          await end();
          await begin();
        }),
      { numRuns: 25 },
    );
  }, 180_000);

  test('a session that trains is never cut, however long it trains', async () => {
    const points = [...curve(500, 30, Math.sin), { step: 500, time: Date.now(), loss: 1 }];
    await make({ id: 'live', points, isEnded: false });
    await reopen();
    const { statistics } = await retain({ raw: DAY, downsampled: 2 * DAY, records: 3 * DAY });
    expect(statistics).toMatchObject({ raw_points: 0, sessions: 0, last_run_at: NOW });
    expect(await curveOf('live')).toHaveLength(501);
    expect(await eventsOf('live')).toBe(1);
  });

  test('a session that went on after it was downsampled is downsampled again, in parts', async () => {
    await make({ id: 's', points: curve(1_000, 50, Math.sin), isEnded: true });
    await reopen();
    await retain({ raw: 40 * DAY });
    const first = await curveOf('s');
    expect(first.length).toBeLessThan(110);
    const resumed = curve(600, 20, Math.cos).map((point) => ({ ...point, step: point.step! + 1_000 }));
    expect(await log('s', 1, resumed, 'q')).toBe(200);
    await reopen();
    expect(await curveOf('s')).toHaveLength(first.length + 600);
    await retain({ raw: 40 * DAY });
    expect(await curveOf('s')).toHaveLength(first.length + 600);
    await retain({ raw: 10 * DAY });
    expect(await partsOf('s')).toBe(2);
    const both = await curveOf('s');
    expect(sorted(both.slice(0, first.length))).toEqual(sorted(first));
    expect(both.length).toBeLessThan(first.length + 110);
    await retain({ raw: 10 * DAY });
    expect(await curveOf('s')).toHaveLength(both.length);
  });

  test('what ended halfway is done again, and nothing is there twice', async () => {
    await make({ id: 's', points: curve(1_000, 50, Math.sin), isEnded: true });
    await reopen();
    const broken = await retain({ raw: DAY }, NOW, {
      letGo: async (session) => {
        await asWriter().letGo(session, null);
        throw new Error('power cut');
      },
    });
    expect(broken.failures).toHaveLength(1);
    expect(await curveOf('s')).toHaveLength(1_000);
    await reopen();
    expect((await retain({ raw: DAY })).failures).toEqual([]);
    const kept = await curveOf('s');
    expect(new Set(kept.map(({ step }) => step)).size).toBe(kept.length);
    expect(kept.length).toBeLessThan(110);
  });

  test('while points are downsampled, what comes for the session is asked to come again', async () => {
    await make({ id: 's', points: curve(1_000, 50, Math.sin), isEnded: true });
    await reopen();
    const statuses: number[] = [];
    await retain({ raw: DAY }, NOW, {
      add: async (session, rows) => {
        statuses.push(await log('s', 5, [{ step: 5_000, time: NOW, loss: 1 }], 'q'));
        await asWriter().add(session, rows);
      },
    });
    expect(statuses).toEqual([429]);
    expect(await log('s', 5, [{ step: 5_000, time: NOW, loss: 1 }], 'q')).toBe(200);
    expect((await curveOf('s')).map(({ step }) => step)).toContain(5_000);
  });
});
