/** The time range of a part: `range=now-6h` up to now. Pure but for the clock. */
import { dateMath, dateTime, type TimeRange } from '@grafana/data';

/** Null where a part's address asks for none, or for something that is no time. */
export function rangeIn(parameters: URLSearchParams): TimeRange | null {
  const text = parameters.get('range');
  const from = text === null ? undefined : dateMath.toDateTime(text, {});
  return from ? { from, to: dateTime(), raw: { from: text ?? '', to: 'now' } } : null;
}
