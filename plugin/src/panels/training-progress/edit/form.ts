/** The form in which name, notes and tags are edited. Pure. */
import type { EditableSession, SessionChange } from '../../../frames/session-editing';

export interface TagLine {
  /** Distinct in the form, so that a line keeps its place while its name is typed. */
  key: number;
  name: string;
  value: string;
}

export interface SessionForm {
  name: string;
  notes: string;
  tags: TagLine[];
}

export function formOf(session: EditableSession): SessionForm {
  const tags = Object.entries(session.tags).map(([name, value], key) => ({ key, name, value }));
  return { name: session.name ?? '', notes: session.notes, tags };
}

export const withNewTag = (form: SessionForm): SessionForm => {
  const key = 1 + Math.max(-1, ...form.tags.map((line) => line.key));
  return { ...form, tags: [...form.tags, { key, name: '', value: '' }] };
};

/** What is wrong with a line; null when nothing is. A line without name and value is not there. */
export function tagProblem(line: TagLine, lines: readonly TagLine[]): string | null {
  const name = line.name.trim();
  if (name === '') {
    return line.value.trim() === '' ? null : 'A tag needs a name';
  }
  const isRepeated = lines.some((other) => other.key < line.key && other.name.trim() === name);
  return isRepeated ? `There is a tag ${name} above` : null;
}

/** Only what differs from what was read, so that what others changed meanwhile stays; null when nothing differs. */
export function changeOf(before: EditableSession, form: SessionForm): SessionChange | null {
  const change: SessionChange = {};
  if (form.name.trim() !== (before.name ?? '')) {
    change.name = form.name.trim();
  }
  if (form.notes !== before.notes) {
    change.notes = form.notes;
  }
  const after = new Map(form.tags.flatMap(({ name, value }) => (name.trim() ? [[name.trim(), value.trim()]] : [])));
  const tags: Record<string, string | null> = {};
  for (const [name, value] of after) {
    if (before.tags[name] !== value) {
      tags[name] = value;
    }
  }
  for (const name of Object.keys(before.tags)) {
    if (!after.has(name)) {
      tags[name] = null;
    }
  }
  if (Object.keys(tags).length > 0) {
    change.tags = tags;
  }
  return Object.keys(change).length > 0 ? change : null;
}
