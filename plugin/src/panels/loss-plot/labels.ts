/** Finds room for words in a plot: no two overlap, none leaves it. Pure. */

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const overlaps = (a: Box, b: Box) =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

export class LabelPlacer {
  private readonly placed: Box[] = [];

  /** @param isCrossed whether a curve passes through a box; such places are taken only when there is no better one */
  constructor(
    readonly area: Box,
    private readonly isCrossed: (box: Box) => boolean = () => false,
  ) {}

  /** Takes the first of the wished places that is free once it is moved into the plot; null when there is no room. */
  place(width: number, height: number, wishes: ReadonlyArray<readonly [left: number, top: number]>): Box | null {
    const { area } = this;
    if (width > area.width || height > area.height) {
      return null;
    }
    let second: Box | null = null;
    for (const [left, top] of wishes) {
      const box: Box = {
        left: Math.min(Math.max(left, area.left), area.left + area.width - width),
        top,
        width,
        height,
      };
      const inside = top >= area.top && top + height <= area.top + area.height;
      if (!inside || this.placed.some((other) => overlaps(other, box))) {
        continue;
      }
      if (!this.isCrossed(box)) {
        this.placed.push(box);
        return box;
      }
      second ??= box;
    }
    if (second) {
      this.placed.push(second);
    }
    return second;
  }
}
