import { CANONICAL_METRICS, TRAINING_EVENT, TRAINING_RESOURCE, TRAINING_STEP } from '@shadower-training/contract';
import type { Labelling, PointBatch, PointRun } from '../journal/batch/point-batch.js';
import type { TimedEvent } from '../journal/record-body.js';
import type { JournalledRecord } from '../journal/record.js';
import type { MeasurementColumns, MeasurementRow, Tags } from '../store/port.js';
import type { MetricKind } from './session.js';
import { REQUEST_OFFSETS, requestOffset, StoredTimeSlots } from './stored-time.js';

/** Journal records -> rows of measurements. Pure: the same record gives the same rows on every exporter. */

/**
 * Columns of a metrics record: a part for each run of points, resource samples apart from values.
 * @param tags What {@link sessionTags} gives; one object for all records of an attempt is the fastest.
 */
export function columnsOfPoints(record: JournalledRecord, tags: Tags, batch: PointBatch): MeasurementColumns[] {
  const tagSets = new TagSets(tags, (offsetOf(record) + batch.shift) % REQUEST_OFFSETS);
  const milliseconds = batch.time.map((time) => (time === time ? time : record.received_at));
  const nanoseconds = new Float64Array(batch.count);
  const { values, step, epoch } = batch;
  const shared = { milliseconds, nanoseconds, coordinates: { step, epoch }, values };
  return batch.runs.flatMap((run) => {
    const { tags, slots } = tagSets.of(run.labelling);
    for (let index = run.from; index < run.to; index++) {
      nanoseconds[index] = slots.take(milliseconds[index]!, step[index]!);
    }
    const place = { ...shared, tags, from: run.from, to: run.to, stride: run.names.length };
    return fieldsByKind(run).map(({ measurement, fields }) => ({ ...place, measurement, fields }));
  });
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
    nanoseconds: slots.take(event.time, event.step ?? NaN),
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

function offsetOf(record: Pick<JournalledRecord, 'producer' | 'sequence'>): number {
  return requestOffset(record.producer, record.sequence);
}

/** Tags that points share, and the stored times that they have taken. */
interface TagSet {
  readonly tags: Tags;
  readonly slots: StoredTimeSlots;
}

/** Shares one tags object between the points of a record that carry the same rank, node and labels. */
class TagSets {
  private readonly plain: TagSet;
  /** Runs of one batch share the objects of their labellings. */
  private readonly others = new Map<Labelling, TagSet>();
  private readonly byKey = new Map<string, TagSet>();

  constructor(
    private readonly base: Tags,
    private readonly offset: number,
  ) {
    this.plain = { tags: base, slots: new StoredTimeSlots(offset) };
  }

  of(labelling: Labelling): TagSet {
    const { rank, node, labels } = labelling;
    if (rank === undefined && node === undefined && labels === undefined) return this.plain;
    let set = this.others.get(labelling);
    if (set === undefined) this.others.set(labelling, (set = this.named(labelling)));
    return set;
  }

  /** Labels in another order are the same labels. */
  private named({ rank, node, labels = {} }: Labelling): TagSet {
    const sorted = Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
    const key = JSON.stringify([rank ?? null, node ?? null, sorted]);
    let set = this.byKey.get(key);
    if (set === undefined) {
      const tags: Record<string, string> = { ...this.base };
      if (rank !== undefined) tags['rank'] = String(rank);
      if (node !== undefined) tags['node'] = node;
      for (const [name, value] of sorted) tags[`label.${name}`] = value;
      set = { tags, slots: new StoredTimeSlots(this.offset) };
      this.byKey.set(key, set);
    }
    return set;
  }
}

const RESOURCE_NAMES = new Set(
  CANONICAL_METRICS.filter((metric) => metric.kind === 'resources').map(({ name }) => name),
);

/** Whether a metric is a resource sample or a value of training. */
export function kindOfMetric(name: string): MetricKind {
  return RESOURCE_NAMES.has(name) ? 'resources' : 'values';
}

type FieldsOfKind = Pick<MeasurementColumns, 'measurement' | 'fields'>;

/** The fields of a run by the measurement that they belong to. */
function fieldsByKind({ names, firstValue }: PointRun): FieldsOfKind[] {
  const fields = names.map((name, place) => ({ name, first: firstValue + place }));
  const resources = fields.filter(({ name }) => RESOURCE_NAMES.has(name));
  const values = resources.length === 0 ? fields : fields.filter(({ name }) => !RESOURCE_NAMES.has(name));
  const found: FieldsOfKind[] = [];
  if (values.length > 0) found.push({ measurement: TRAINING_STEP.name, fields: values });
  if (resources.length > 0) found.push({ measurement: TRAINING_RESOURCE.name, fields: resources });
  return found;
}
