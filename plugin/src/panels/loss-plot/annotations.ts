/**
 * Annotations of a dashboard -> places on the x-axis. They know points of time; on any other axis each session tells
 * at which x it was then. Pure.
 */
import type { DataFrame } from '@grafana/data';
import { fieldNamed, finiteOf, textOf } from '../../visual/fieldValue';
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
  tags: readonly string[];
  /** The session at whose x it stands; null on an axis of time, which all share. */
  session: string | null;
}

/** More than this are a fog; those left out are the later ones. */
export const MAX_ANNOTATIONS = 300;

interface Annotation extends Pick<AnnotationMark, 'color' | 'title' | 'text' | 'tags'> {
  time: number;
  timeEnd: number | null;
  session: string | null;
  step: number | null;
}

/** Marks of all annotations that the x-axis reaches. @param curves visible curves, whose times map time to x */
export function annotationMarks(
  frames: readonly DataFrame[],
  curves: readonly Curve[],
  xKind: XKind,
): AnnotationMark[] {
  const annotations = frames.flatMap(readAnnotations).slice(0, MAX_ANNOTATIONS);
  if (xKind === 'time') {
    return annotations.map(({ time, timeEnd, color, title, text, tags }): AnnotationMark => ({
      kind: 'annotation',
      x: time,
      to: timeEnd,
      color,
      title,
      text,
      tags,
      session: null,
    }));
  }
  const clocks = clocksOf(curves);
  const marks = annotations.flatMap((annotation) => clocks.flatMap((clock) => markAt(annotation, clock, xKind) ?? []));
  return marks.slice(0, MAX_ANNOTATIONS);
}

function readAnnotations(frame: DataFrame): Annotation[] {
  const cell = (name: string, row: number): unknown => fieldNamed(frame, name)?.values[row];
  return Array.from({ length: frame.length }, (_, row) => row).flatMap((row): Annotation[] => {
    const time = finiteOf(cell('time', row));
    if (time === null) {
      return [];
    }
    const end = finiteOf(cell('timeEnd', row));
    const tags = cell('tags', row);
    return [
      {
        time,
        timeEnd: end !== null && end > time ? end : null,
        color: textOf(cell('color', row)),
        title: textOf(cell('title', row)) ?? '',
        text: textOf(cell('text', row)) ?? '',
        tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
        session: textOf(cell('session_id', row)),
        step: finiteOf(cell('step', row)),
      },
    ];
  });
}

function markAt(annotation: Annotation, clock: Clock, xKind: XKind): AnnotationMark | null {
  const { session } = clock;
  if (annotation.session !== null && annotation.session !== session) {
    return null;
  }
  const { time, timeEnd, color, title, text, tags, step } = annotation;
  const known = annotation.session !== null && xKind === 'step' ? step : null;
  const begins = clock.times[0] ?? NaN;
  const reachesIn = timeEnd !== null && time <= begins && timeEnd >= begins;
  const x = known ?? (covers(clock, time) || reachesIn ? xAtTime(clock, time) : null);
  if (x === null) {
    return null;
  }
  const to = timeEnd === null ? null : xAtTime(clock, timeEnd);
  return { kind: 'annotation', x, to: to !== null && to > x ? to : null, color, title, text, tags, session };
}
