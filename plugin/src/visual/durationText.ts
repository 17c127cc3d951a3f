/** Durations in words, in two parts at most: how long a run takes is never needed to the second. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds as 45 s, 3 min 20 s, 2 h 05 min, 3 d 4 h. Empty for what is no duration. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) {
    return '';
  }
  if (seconds < 1) {
    return seconds === 0 ? '0 s' : `${Number((seconds * 1000).toPrecision(2))} ms`;
  }
  if (seconds < MINUTE) {
    return `${Math.round(seconds)} s`;
  }
  const rounded = Math.round(seconds);
  if (rounded < HOUR) {
    const rest = rounded % MINUTE;
    // Past ten minutes the seconds only flicker.
    return rounded >= 10 * MINUTE || rest === 0
      ? `${Math.round(rounded / MINUTE)} min`
      : `${Math.floor(rounded / MINUTE)} min ${rest} s`;
  }
  if (rounded < DAY) {
    const minutes = Math.floor((rounded % HOUR) / MINUTE);
    return `${Math.floor(rounded / HOUR)} h ${String(minutes).padStart(2, '0')} min`;
  }
  return `${Math.floor(rounded / DAY)} d ${Math.floor((rounded % DAY) / HOUR)} h`;
}

/** For axes: 0:45, 1:05:00, 2d 4h. */
export function clockText(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const rounded = Math.round(Math.abs(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  if (rounded >= 2 * DAY) {
    const hours = Math.floor((rounded % DAY) / HOUR);
    return `${sign}${Math.floor(rounded / DAY)}d${hours > 0 ? ` ${hours}h` : ''}`;
  }
  const minutes = Math.floor((rounded % HOUR) / MINUTE);
  const rest = two(rounded % MINUTE);
  return rounded >= HOUR ? `${sign}${Math.floor(rounded / HOUR)}:${two(minutes)}:${rest}` : `${sign}${minutes}:${rest}`;
}
