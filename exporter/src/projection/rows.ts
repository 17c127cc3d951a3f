import { CANONICAL_METRICS, TRAINING_EVENT, TRAINING_RESOURCE, TRAINING_STEP } from '@shadower-training/contract';
import type { JournalledPoint } from '../journal/journalled-point.js';
import type { TimedEvent } from '../journal/record-body.js';
import type { JournalledRecord } from '../journal/record.js';
import type { MeasurementRow, Tags } from '../store/port.js';
import type { MetricKind } from './session.js';
import { requestOffset, StoredTimeSlots } from './stored-time.js';

/** Journal records -> rows of measurements. Pure: the same record gives the same rows on every exporter. */

/** Rows of a metrics record: one a point, resource samples apart from values. */
export function rowsOfPoints(
  record: JournalledRecord,
  agentId: string,
  points: readonly JournalledPoint[],
): MeasurementRow[] {
  const tagSets = new TagSets(record, agentId);
  const rows: MeasurementRow[] = [];
  for (const point of points) {
    const { tags, slots } = tagSets.of(point);
    const milliseconds = point.time ?? record.received_at;
    const place = {
      tags,
      milliseconds,
      nanoseconds: slots.take(milliseconds, point.step),
      // The point itself: it has step and epoch under these names, and another object a point would be felt.
      coordinates: point as unknown as Coordinates,
    };
    const { values, resources } = splitByKind(point.metrics);
    if (values) rows.push({ measurement: TRAINING_STEP.name, ...place, fields: values });
    if (resources) rows.push({ measurement: TRAINING_RESOURCE.name, ...place, fields: resources });
  }
  return rows;
}

/** Rows of an events record. */
export function rowsOfEvents(
  record: JournalledRecord,
  agentId: string,
  events: readonly TimedEvent[],
): MeasurementRow[] {
  const slots = new StoredTimeSlots(offsetOf(record));
  return events.map((event) => ({
    measurement: TRAINING_EVENT.name,
    tags: { ...sessionTags(record, agentId), kind: event.kind },
    milliseconds: event.time,
    nanoseconds: slots.take(event.time, event.step),
    coordinates: {},
    fields: {
      ...(event.step === undefined ? {} : { step: event.step }),
      ...(event.title === undefined ? {} : { title: event.title }),
      ...(event.text === undefined ? {} : { text: event.text }),
    },
  }));
}

/** Tags that every point of a session carries. */
export function sessionTags(
  record: Pick<JournalledRecord, 'workspace_id' | 'session_id' | 'attempt'>,
  agentId: string,
): Tags {
  return {
    workspace_id: record.workspace_id,
    session_id: record.session_id,
    agent_id: agentId,
    attempt: String(record.attempt),
  };
}

function offsetOf(record: JournalledRecord): number {
  return requestOffset(record.producer === null ? '' : `${record.producer} ${record.sequence}`);
}

/** Tags that points share, and the stored times that they have taken. */
interface TagSet {
  readonly tags: Tags;
  readonly slots: StoredTimeSlots;
}

/** Shares one tags object between the points of a record that carry the same rank, node and labels. */
class TagSets {
  private readonly base: Tags;
  private readonly offset: number;
  private readonly plain: TagSet;
  private readonly byKey = new Map<string, TagSet>();

  constructor(record: JournalledRecord, agentId: string) {
    this.base = sessionTags(record, agentId);
    this.offset = offsetOf(record);
    this.plain = { tags: this.base, slots: new StoredTimeSlots(this.offset) };
  }

  of(point: JournalledPoint): TagSet {
    if (point.rank === undefined && point.node === undefined && point.labels === undefined) return this.plain;
    const labels = Object.entries(point.labels ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
    const key = JSON.stringify([point.rank ?? null, point.node ?? null, labels]);
    let set = this.byKey.get(key);
    if (set === undefined) {
      const tags: Record<string, string> = { ...this.base };
      if (point.rank !== undefined) tags['rank'] = String(point.rank);
      if (point.node !== undefined) tags['node'] = point.node;
      for (const [name, value] of labels) tags[`label.${name}`] = value;
      set = { tags, slots: new StoredTimeSlots(this.offset) };
      this.byKey.set(key, set);
    }
    return set;
  }
}

type Values = Record<string, number>;

type Coordinates = MeasurementRow['coordinates'];

const RESOURCE_NAMES = new Set(
  CANONICAL_METRICS.filter((metric) => metric.kind === 'resources').map(({ name }) => name),
);

/** Whether a metric is a resource sample or a value of training. */
export function kindOfMetric(name: string): MetricKind {
  return RESOURCE_NAMES.has(name) ? 'resources' : 'values';
}

/** Most points hold one kind only: then their own object serves as the row's fields, uncopied. */
function splitByKind(metrics: Values): { values: Values | null; resources: Values | null } {
  let hasValues = false;
  let hasResources = false;
  for (const name in metrics) {
    if (RESOURCE_NAMES.has(name)) hasResources = true;
    else hasValues = true;
  }
  if (!hasResources) return { values: metrics, resources: null };
  if (!hasValues) return { values: null, resources: metrics };
  const values: Values = Object.create(null) as Values;
  const resources: Values = Object.create(null) as Values;
  for (const name in metrics) {
    (RESOURCE_NAMES.has(name) ? resources : values)[name] = metrics[name]!;
  }
  return { values, resources };
}
