/** Small builders of typed fields: a field has its type also when it holds nothing. */
import { FieldType, type Field, type FieldConfig } from '@grafana/data';

const fieldOf =
  (type: FieldType) =>
  <Value>(name: string, values: Value[], config: FieldConfig = {}): Field<Value> => ({ name, type, config, values });

export const numberField = fieldOf(FieldType.number)<number | null>;
export const stringField = fieldOf(FieldType.string)<string | null>;
export const timeField = fieldOf(FieldType.time)<number | null>;
export const booleanField = fieldOf(FieldType.boolean)<boolean | null>;
/** Lists and objects as values. */
export const otherField = fieldOf(FieldType.other);
