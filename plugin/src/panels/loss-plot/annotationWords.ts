/** What the tooltip says of annotations at the cursor: equal ones joined, the nearest first. Pure. */
import type { AnnotationMark } from './annotations';

export interface AnnotationWords {
  /** Tells them apart. */
  key: string;
  color: string | null;
  text: string;
  /** The session's name; null where there is only one, or where it is about all. */
  session: string | null;
  tags: readonly string[];
  /** How many say the same here. */
  count: number;
}

/** @param names of the drawn sessions, by id */
export function annotationWords(
  marks: readonly AnnotationMark[],
  names: ReadonlyMap<string, string>,
): AnnotationWords[] {
  const words = new Map<string, AnnotationWords>();
  for (const { title, text, tags, color, session } of marks) {
    const said = [title, text].filter(Boolean).join(': ') || 'Annotation';
    const name = names.size > 1 && session !== null ? (names.get(session) ?? null) : null;
    const key = [said, name ?? '', color ?? '', ...tags].join('\u0000');
    const known = words.get(key);
    if (known) {
      known.count++;
    } else {
      words.set(key, { key, color, text: said, session: name, tags, count: 1 });
    }
  }
  return [...words.values()];
}
