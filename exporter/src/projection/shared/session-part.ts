import type { EntityDeclaration } from '@shadower-training/contract';
import type { StoredProducer } from '../producers.js';
import type { SessionFacts } from '../session.js';
import type { Stamps } from './stamps.js';

/**
 * One exporter's part of a session, as others read it: what it learned from the records of its own journal, and nothing
 * else. Only that exporter writes it, whole, so that nobody overwrites what another one knows; a session is what all
 * parts together say (merge-facts.ts).
 */
export interface SessionPart {
  /** Of its own records; the description is in the stamps, what follows from all parts (scores, state) as last seen. */
  readonly facts: SessionFacts;
  readonly pace: { readonly times: number[]; readonly steps: number[] };
  /** Requests that it knows to be kept, by itself or by others. */
  readonly producers: readonly StoredProducer[];
  readonly stamps: Stamps;
  /** Its own newest batches: what is found in two parts was sent twice and counts once. */
  readonly batches: StoredBatches;
  /** By exporter, the last record of theirs whose effect it had taken in when it wrote this. */
  readonly seen: Readonly<Record<string, number>>;
  /** The same, what third ones had taken in and told included: of these it knows the batches, not the sums. */
  readonly told: Readonly<Record<string, number>>;
  readonly windows: PointWindows;
}

/** What a batch added to the sums. */
export interface CountedBatch {
  readonly producer: string;
  readonly sequence: number;
  /** Its record in the journal of the exporter that kept it. */
  readonly record: number;
  readonly values: number;
  readonly objective_values: number;
  readonly values_after_completion: number;
  /** When it was counted, epoch milliseconds. */
  readonly at: number;
}

/** Batches by producer: sequence, record, at, values, objective_values, values_after_completion. */
export type StoredBatches = readonly (readonly [producer: string, batches: readonly (readonly number[])[]])[];

export function batchesToStored(batches: readonly CountedBatch[]): StoredBatches {
  const byProducer = new Map<string, number[][]>();
  for (const { producer, sequence, record, at, ...sums } of batches) {
    const own = byProducer.get(producer) ?? [];
    byProducer.set(producer, own);
    own.push([sequence, record, at, sums.values, sums.objective_values, sums.values_after_completion]);
  }
  return [...byProducer];
}

export function batchesFromStored(stored: StoredBatches): CountedBatch[] {
  return stored.flatMap(([producer, batches]) =>
    batches.map(
      ([sequence = 0, record = 0, at = 0, values = 0, objective_values = 0, values_after_completion = 0]) => ({
        ...{ producer, sequence, record, at, values, objective_values, values_after_completion },
      }),
    ),
  );
}

/** Where in time the newest points lie, in epoch milliseconds of the values: others read only these again. */
export interface PointWindows {
  /** Points of records up to here are in none of them. */
  readonly after: number;
  /** Points of the records since the window before, up to `record`. */
  readonly windows: readonly { readonly record: number; readonly from: number; readonly to: number }[];
}

/** Where parts lie in a store that several exporters share. */
export const SESSION_PART_ENTITY: EntityDeclaration = {
  kind: 'session_part',
  description: 'What one exporter knows of a training session from the records of its own journal.',
  key: ['workspace_id', 'session_id', 'exporter'],
  fields: {
    /** A SessionPart as JSON. */
    part: { type: 'string' },
  },
};
