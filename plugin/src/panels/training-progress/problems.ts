/** What is wrong with frames, in words that say what to do. Pure. */
import { FieldType, type DataFrame, type Field } from '@grafana/data';
import { fieldNamed, numberOf, textOf } from '../../visual/fieldValue';
import type { FrameReader } from './reader';

const REQUIRED = ['session_id', 'state'] as const;
/** Types whose values can be a name. */
const NAMING: readonly FieldType[] = [FieldType.string, FieldType.number, FieldType.enum];
/** Names in a message; further ones are counted. */
const MOST_NAMES = 8;

/** What keeps the frames from being drawn; null when nothing does, also where there are no fields at all. */
export function frameProblem(frames: readonly DataFrame[]): string | null {
  const fields = frames.flatMap((frame) => frame.fields);
  if (fields.length === 0) {
    return null;
  }
  const lacking = REQUIRED.filter((name) => fields.every((field) => field.name !== name));
  if (lacking.length > 0) {
    return `Needs the ${fieldsNamed(lacking)}, one row a session. ${renaming(fields, lacking)}Got: ${listed(fields)}`;
  }
  const fitting = frames.filter((frame) => REQUIRED.every((name) => fieldNamed(frame, name)));
  if (fitting.length === 0) {
    return `Needs the ${fieldsNamed(REQUIRED)} in one frame; they are in different ones. Join them by a transformation.`;
  }
  for (const frame of fitting) {
    for (const name of REQUIRED) {
      const field = fieldNamed(frame, name);
      if (field && !NAMING.includes(field.type)) {
        return `The field "${name}" must be text, but is of type ${field.type}. Change it by the transformation "Convert field type".`;
      }
    }
  }
  return null;
}

const fieldsNamed = (names: readonly string[]) =>
  `${names.length === 1 ? 'field' : 'fields'} ${names.map((name) => `"${name}"`).join(' and ')}`;

/** A field that is called so on the screen only, or nearly so. */
function renaming(fields: readonly Field[], lacking: readonly string[]): string {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');
  for (const name of lacking) {
    const near = fields.find(
      (field) =>
        field.config.displayName === name ||
        plain(field.name) === plain(name) ||
        field.name === plain(name).replace(/id$/, ''),
    );
    if (near) {
      return `Is it "${near.name}"? Rename it to "${name}" in the query or by the transformation "Organize fields". `;
    }
  }
  return '';
}

function listed(fields: readonly Field[]): string {
  const names = [...new Set(fields.map(({ name }) => name))];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

/** Fields that hold numbers by the contract. */
const NUMBERS = [
  'objective_value',
  'objective_best',
  'steps_since_best',
  'current_epoch',
  'total_epochs',
  'current_step',
  'total_steps',
  'time_left_seconds',
  'training_cost_usd',
  'overfitting_score',
  'generalization_score',
  'convergence_rate',
  'stability_score',
] as const;

/** Cells that can't be read, a sentence a field; their cells stay empty. */
export function oddities({ fields, frame }: FrameReader): string[] {
  const lines: string[] = [];
  for (const name of NUMBERS) {
    const field = fields.get(name);
    if (!field || field.type === FieldType.number) {
      continue;
    }
    const odd = field.values.slice(0, frame.length).filter((value: unknown) => isOdd(value));
    if (odd.length > 0) {
      const rows = odd.length === 1 ? '1 row' : `${odd.length} rows`;
      lines.push(`"${name}" is no number in ${rows}, such as "${(textOf(odd[0]) ?? typeof odd[0]).slice(0, 40)}"`);
    }
  }
  return lines;
}

const isOdd = (value: unknown) => value !== null && value !== undefined && value !== '' && numberOf(value) === null;
