/** Fields beside the known ones that a person asked to see as columns. Pure. */
import { FieldType, type DataFrame, type Field } from '@grafana/data';
import type { SessionField } from '../../frames/sessions';

/** Fields that have a column or a place in one already; anything else may be asked for. */
const PLACED: ReadonlySet<string> = new Set<SessionField>([
  'session_id',
  'name',
  'state',
  'objective_value',
  'steps_since_best',
  'time_left_seconds',
  'sparkline',
  'training_cost_usd',
  'overfitting_score',
  'generalization_score',
  'convergence_rate',
  'stability_score',
]);

/** More columns than this nobody reads side by side. */
export const MOST_EXTRA = 40;

/** `hyperparameters.*` -> all names that begin so; a name without a star is that name alone. */
export function patternOf(text: string): RegExp {
  const escaped = text.trim().replace(/[.*+?^${}()|[\]\\]/g, (sign) => (sign === '*' ? '.*' : `\\${sign}`));
  return new RegExp(`^${escaped}$`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The frame with fields `tags.team`, `tags.task`, ... beside a field `tags` that holds objects, as far as they are asked
 * for. They take over the configuration of the field that they come from, as nobody could have overridden them.
 */
function unfold(frame: DataFrame, patterns: readonly RegExp[]): Field[] {
  return frame.fields.flatMap((field) => {
    if (field.type !== FieldType.other) {
      return [];
    }
    const keys = new Set<string>();
    for (const value of field.values) {
      if (isObject(value)) {
        Object.keys(value).forEach((key) => keys.add(key));
      }
    }
    return [...keys].flatMap((key): Field[] => {
      const name = `${field.name}.${key}`;
      if (!patterns.some((pattern) => pattern.test(name)) || frame.fields.some((own) => own.name === name)) {
        return [];
      }
      const values = field.values.map((value: unknown) => (isObject(value) ? (value[key] ?? null) : null));
      const present = values.filter((value) => value !== null);
      const isNumber = present.every((value) => typeof value === 'number');
      const type = isNumber ? FieldType.number : FieldType.string;
      const { color } = field.config;
      return [{ name, type, values, config: { displayName: key, ...(color ? { color } : {}) } }];
    });
  });
}

/**
 * Frames with what was asked for unfolded, and the names of the extra columns in the order in which they were asked for.
 * Without anything asked the frames are those given.
 */
export function extraFields(
  frames: readonly DataFrame[],
  asked: readonly string[],
): { frames: readonly DataFrame[]; names: string[] } {
  const patterns = asked.filter((text) => text.trim() !== '').map(patternOf);
  if (patterns.length === 0) {
    return { frames, names: [] };
  }
  const unfolded = frames.map((frame) => {
    const more = unfold(frame, patterns);
    return more.length === 0 ? frame : { ...frame, fields: [...frame.fields, ...more] };
  });
  const present = new Set(unfolded.flatMap(({ fields }) => fields.map(({ name }) => name)));
  const free = [...present].filter((name) => !PLACED.has(name));
  const names = patterns.flatMap((pattern) => free.filter((name) => pattern.test(name)));
  return { frames: unfolded, names: [...new Set(names)].slice(0, MOST_EXTRA) };
}
