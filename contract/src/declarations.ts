import type { Unit } from './units.js';

/** What a field holds. Texts over 32 KB are the store's matter (reference: InfluxDB takes 64 KB a string). */
export type FieldType = 'number' | 'string' | 'boolean';
export type FieldValue = number | string | boolean;

/**
 * A kind of time series. Stores are generic over this: a new kind is a new declaration and no store code.
 * `series`: fields are numbers with any name (NaN and infinities included), kept as dense columns, one series for each
 * tag set and field; every value is kept, also where two share a time.
 * `rows`: declared fields, strings among them, kept as rows.
 */
export interface MeasurementDeclaration {
  readonly name: string;
  /** What a point of it says. */
  readonly description: string;
  /** Names that queries filter by; every point carries the first one, `workspace_id`. Others may be missing. */
  readonly tags: readonly string[];
  /** Whether tags beyond the declared ones may be sent (labels of points): they arrive under `label.NAME`. */
  readonly labels: boolean;
  readonly layout: 'series' | 'rows';
  /** For `series`: numeric fields that every value carries beside its time and by which ranges may be asked for. */
  readonly coordinates: readonly string[];
  /** Fields of a `rows` measurement; for `series`, those that are known, with their units. */
  readonly fields: Readonly<Record<string, { readonly type: FieldType; readonly unit?: Unit }>>;
}

/** What an entity's field holds; `json` is any value, written as text. */
export type EntityFieldType = FieldType | 'json';

/**
 * A kind of thing with an identity whose fields change. Stores are generic over this too. The key's first part is
 * always `workspace_id`.
 */
export interface EntityDeclaration {
  readonly kind: string;
  readonly description: string;
  readonly key: readonly [string, ...string[]];
  readonly fields: Readonly<Record<string, { readonly type: EntityFieldType; readonly indexed?: boolean }>>;
}
