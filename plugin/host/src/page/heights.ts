/** How high the two panels are. Pure. */

/** Title, column heads and filters of the list. */
const LIST_HEAD = 112;
const ROW = 40;

/**
 * The list in three sizes only, so that a new session seldom moves what stands below.
 * @param viewport Height of the window.
 */
export const listHeight = (rows: number, viewport: number): number => {
  const most = Math.max(240, Math.round(viewport * 0.42));
  const places = rows <= 3 ? 3 : rows <= 6 ? 6 : 12;
  return Math.min(most, LIST_HEAD + places * ROW);
};

/** The curves take what is left of the first screen, and never too little. */
export const curvesHeight = (list: number, viewport: number): number => Math.max(400, viewport - list - 250);
