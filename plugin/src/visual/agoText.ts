/** How long ago something was, in one part: "now", "12 s ago", "3 min ago", "5 h ago", "2 d ago". */
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** News of the last seconds is news of now: a number that counts 1, 2, 1, 2 only flickers. */
const NOW = 5;

/** @param seconds Past time; a clock that is ahead counts as now. */
export function agoText(seconds: number): string {
  if (!Number.isFinite(seconds)) {
    return '';
  }
  if (seconds < NOW) {
    return 'now';
  }
  if (seconds < MINUTE) {
    return `${Math.floor(seconds)} s ago`;
  }
  if (seconds < HOUR) {
    return `${Math.floor(seconds / MINUTE)} min ago`;
  }
  return seconds < DAY ? `${Math.floor(seconds / HOUR)} h ago` : `${Math.floor(seconds / DAY)} d ago`;
}
