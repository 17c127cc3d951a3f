/** Which curves a reader has switched off, where the host doesn't keep it (a dashboard does, as an override). */

/** A plain click shows one curve alone, and all again when it already stands alone; with a modifier it toggles. */
export function nextHidden(
  all: readonly string[],
  hidden: ReadonlySet<string>,
  clicked: string,
  toggle: boolean,
): ReadonlySet<string> {
  if (toggle) {
    const next = new Set(hidden);
    if (!next.delete(clicked)) {
      next.add(clicked);
    }
    return next;
  }
  const others = all.filter((key) => key !== clicked);
  const alone = !hidden.has(clicked) && others.every((key) => hidden.has(key));
  return new Set(alone ? [] : others);
}
