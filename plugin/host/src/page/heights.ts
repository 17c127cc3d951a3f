/** How high the two panels are. Pure. */

/** Title, padding and column heads of the list. */
const LIST_HEAD = 84;
/** Filters, which a single session does not have. */
const FILTERS = 40;
const ROW = 48;

/**
 * The list in a few sizes only, so that a new session seldom moves what stands below.
 * @param viewport Height of the window.
 */
export const listHeight = (rows: number, viewport: number): number => {
  if (rows <= 1) {
    return LIST_HEAD + ROW;
  }
  const most = Math.max(240, Math.round(viewport * 0.42));
  const places = rows <= 3 ? 3 : rows <= 6 ? 6 : 12;
  return Math.min(most, LIST_HEAD + FILTERS + places * ROW);
};

/** The curves take what is left of the first screen, and never too little. */
export const curvesHeight = (list: number, viewport: number): number => Math.max(400, viewport - list - 250);
