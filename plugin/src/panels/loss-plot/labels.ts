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

  constructor(private readonly area: Box) {}

  /** Takes the first of the wished places that is free once it is moved into the plot; null when none is. */
  place(width: number, height: number, wishes: ReadonlyArray<readonly [left: number, top: number]>): Box | null {
    const { area } = this;
    if (width > area.width || height > area.height) {
      return null;
    }
    for (const [left, top] of wishes) {
      const box: Box = {
        left: Math.min(Math.max(left, area.left), area.left + area.width - width),
        top,
        width,
        height,
      };
      const inside = top >= area.top && top + height <= area.top + area.height;
      if (inside && !this.placed.some((other) => overlaps(other, box))) {
        this.placed.push(box);
        return box;
      }
    }
    return null;
  }
}
