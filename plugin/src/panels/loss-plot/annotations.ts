/**
 * Annotations of a dashboard -> places on the x-axis. They know points of time; on any other axis each session tells
 * at which x it was then. Pure.
 */
import type { DataFrame } from '@grafana/data';
import { fieldNamed, finiteOf, textOf } from '../../visual/fieldValue';
import { sessionWords, subjectsOf, type SessionWords } from './annotationSubject';
import { clocksOf, covers, xAtTime, type Clock } from './clocks';
import type { Curve } from './curve';
import type { XKind } from './xAxis';

export interface AnnotationMark {
  kind: 'annotation';
  x: number;
  /** End of a region; null for a point of time. */
  to: number | null;
  /** A colour of Grafana's palette or of CSS; null for the theme's own. */
  color: string | null;
  title: string;
  text: string;
  /** Those of other datasources; ours only repeat what title and session say. */
  tags: readonly string[];
  /** The session that it is about, or at whose x it stands; null on an axis of time where it is about all. */
  session: string | null;
}

/** Nobody looks at more; those left out are the later ones. */
export const MAX_ANNOTATIONS = 5_000;

interface Annotation extends Pick<AnnotationMark, 'color' | 'title' | 'text' | 'tags'> {
  time: number;
  timeEnd: number | null;
  /** Ids of drawn sessions; null for all, and for what is of no session. */
  subjects: readonly string[] | null;
  step: number | null;
}

/** Marks of all annotations that the x-axis reaches. @param curves visible curves, whose times map time to x */
export function annotationMarks(
  frames: readonly DataFrame[],
  curves: readonly Curve[],
  xKind: XKind,
): AnnotationMark[] {
  const words = sessionWords(curves);
  const annotations = frames.flatMap((frame) => readAnnotations(frame, words));
  // What is about a session that isn't drawn would only hide those that are; data that know no sessions show all.
  const isDrawn = ({ subjects }: Annotation) => words.size === 0 || subjects === null || subjects.length > 0;
  const drawn = annotations.filter(isDrawn).slice(0, MAX_ANNOTATIONS);
  if (xKind === 'time') {
    return drawn.map(({ time, timeEnd, color, title, text, tags, subjects }): AnnotationMark => ({
      kind: 'annotation',
      x: time,
      to: timeEnd,
      color,
      title,
      text,
      tags,
      session: subjects?.length === 1 ? (subjects[0] ?? null) : null,
    }));
  }
  const clocks = clocksOf(curves);
  return drawn.flatMap((one) => clocks.flatMap((clock) => markAt(one, clock, xKind) ?? [])).slice(0, MAX_ANNOTATIONS);
}

function readAnnotations(frame: DataFrame, words: SessionWords): Annotation[] {
  const columns = new Map(
    ['time', 'timeEnd', 'title', 'text', 'tags', 'color', 'session_id', 'step'].map((name) => [
      name,
      fieldNamed(frame, name)?.values,
    ]),
  );
  const cell = (name: string, row: number): unknown => columns.get(name)?.[row];
  return Array.from({ length: frame.length }, (_, row) => row).flatMap((row): Annotation[] => {
    const time = finiteOf(cell('time', row));
    if (time === null) {
      return [];
    }
    const end = finiteOf(cell('timeEnd', row));
    const raw = cell('tags', row);
    const tags = Array.isArray(raw) ? raw.filter((tag) => typeof tag === 'string') : [];
    const subjects = subjectsOf(textOf(cell('session_id', row)), tags, words);
    return [
      {
        time,
        timeEnd: end !== null && end > time ? end : null,
        color: textOf(cell('color', row)),
        title: textOf(cell('title', row)) ?? '',
        text: textOf(cell('text', row)) ?? '',
        tags: subjects === null ? tags : [],
        subjects,
        step: finiteOf(cell('step', row)),
      },
    ];
  });
}

function markAt(annotation: Annotation, clock: Clock, xKind: XKind): AnnotationMark | null {
  const { session } = clock;
  const { time, timeEnd, color, title, text, tags, step, subjects } = annotation;
  if (subjects !== null && !subjects.includes(session)) {
    return null;
  }
  const known = subjects !== null && xKind === 'step' ? step : null;
  const begins = clock.times[0] ?? NaN;
  const reachesIn = timeEnd !== null && time <= begins && timeEnd >= begins;
  const x = known ?? (covers(clock, time) || reachesIn ? xAtTime(clock, time) : null);
  if (x === null) {
    return null;
  }
  const to = timeEnd === null ? null : xAtTime(clock, timeEnd);
  return { kind: 'annotation', x, to: to !== null && to > x ? to : null, color, title, text, tags, session };
}
