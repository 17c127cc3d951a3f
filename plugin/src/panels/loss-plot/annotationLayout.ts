/** Annotations -> what has room on the plot: groups of those that stand close, and lines only where they are few. Pure. */
import type { AnnotationMark } from './annotations';

/** Annotations that stand closer (CSS pixels) have one sign. */
const GROUP_WIDTH = 12;
/** Lines need so much room each (CSS pixels), on average; more of them would hide the curves. */
const LINE_ROOM = 40;
/** A region that is narrower (CSS pixels) is a point. */
const REGION_FROM = 6;

/** One annotation on its way into a group: pixels from the left edge of the plot, cut to what is seen. */
export interface PlacedAnnotation {
  mark: AnnotationMark;
  left: number;
  /** Equal to left for a point. */
  right: number;
}

export interface AnnotationGroup {
  /** In the order of their begin; never empty. */
  members: PlacedAnnotation[];
  left: number;
  /** Where the last member begins. */
  right: number;
  /** The colour of the rarest kind in it, so that one failure is seen among a hundred evaluations. */
  color: string | null;
}

export interface AnnotationLayout {
  groups: AnnotationGroup[];
  /** Those that are wide enough to be seen as a stretch. */
  regions: PlacedAnnotation[];
  /** Whether there is room for a line each and for shaded regions. */
  hasRoom: boolean;
}

/**
 * What is seen of annotations in a plot.
 * @param toPixel CSS pixels from the left edge of the plot @param width of the plot in CSS pixels
 */
export function layoutAnnotations(
  marks: readonly AnnotationMark[],
  toPixel: (x: number) => number,
  width: number,
): AnnotationLayout {
  const placed = marks
    .map((mark) => ({ mark, left: toPixel(mark.x), right: toPixel(mark.to ?? mark.x) }))
    .filter(({ left, right }) => right >= 0 && left <= width)
    .map(({ mark, left, right }) => ({ mark, left: Math.max(0, left), right: Math.min(width, right) }))
    .sort((a, b) => a.left - b.left);
  const counts = new Map<string | null, number>();
  for (const { mark } of placed) {
    counts.set(mark.color, (counts.get(mark.color) ?? 0) + 1);
  }
  const groups: AnnotationGroup[] = [];
  for (const one of placed) {
    const group = groups.at(-1);
    if (group && one.left - group.left < GROUP_WIDTH) {
      group.members.push(one);
      group.right = one.left;
      const isRarer = (counts.get(one.mark.color) ?? 0) < (counts.get(group.color) ?? 0);
      group.color = isRarer ? one.mark.color : group.color;
    } else {
      groups.push({ members: [one], left: one.left, right: one.left, color: one.mark.color });
    }
  }
  return {
    groups,
    regions: placed.filter(({ left, right }) => right - left >= REGION_FROM),
    hasRoom: groups.length * LINE_ROOM <= width,
  };
}

/** How far (CSS pixels) a cursor is from an annotation; 0 inside of a region. */
export const distanceTo = ({ left, right }: PlacedAnnotation, cursor: number): number =>
  Math.max(0, left - cursor, cursor - right);

/** Those within reach of a cursor, the nearest first. */
export function annotationsNear(
  { groups }: AnnotationLayout,
  cursor: number,
  reach: number,
): readonly PlacedAnnotation[] {
  return groups
    .flatMap(({ members }) => members)
    .filter((one) => distanceTo(one, cursor) <= reach)
    .sort((a, b) => distanceTo(a, cursor) - distanceTo(b, cursor) || b.left - a.left);
}
