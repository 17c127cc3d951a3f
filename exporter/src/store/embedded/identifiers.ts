/** A name of a declaration as a quoted SQL identifier. Values never become SQL: they are bound. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
