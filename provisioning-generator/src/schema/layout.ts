/** What no schema can say of panels: ids are unique, and no panel lies on another. */
import type { z } from 'zod';
import type { panel, row } from './panel.js';

type Panel = z.infer<typeof panel>;
type Row = z.infer<typeof row>;

const insideOf = (part: Panel | Row): readonly Panel[] => (part.type === 'row' ? part.panels : []);

const overlap = ({ gridPos: one }: Panel | Row, { gridPos: other }: Panel | Row): boolean =>
  one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;

function overlaps(parts: readonly (Panel | Row)[]): string[] {
  return parts.flatMap((part, index) =>
    parts
      .slice(index + 1)
      .flatMap((other) => (overlap(part, other) ? [`"${part.title}" lies on "${other.title}"`] : [])),
  );
}

export function layoutProblems(parts: readonly (Panel | Row)[]): string[] {
  const all = parts.flatMap((part) => [part, ...insideOf(part)]);
  const seen = new Map<number, string>();
  const twice = all.flatMap(({ id, title }) => {
    const other = seen.get(id);
    seen.set(id, title);
    return other === undefined ? [] : [`"${other}" and "${title}" have the id ${id}`];
  });
  const shut = parts.flatMap((part) =>
    part.type === 'row' && part.collapsed !== part.panels.length > 0
      ? [`"${part.title}" is ${part.collapsed ? 'shut but holds no panels' : 'open but holds panels'}`]
      : [],
  );
  // What a shut row holds has places of its own: it lies on what comes below until it is opened.
  return [...twice, ...shut, ...overlaps(parts), ...parts.flatMap((part) => overlaps(insideOf(part)))];
}
