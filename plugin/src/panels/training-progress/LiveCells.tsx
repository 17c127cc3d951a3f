/** Cells that tell of time: they go on by themselves, without the rows around them being drawn again. */
import { useCallback } from 'react';
import { dateTimeFormat } from '@grafana/data';
import { agoText } from '../../visual/agoText';
import { useClock } from '../../visual/clock';
import { durationText } from '../../visual/durationText';

/** How long ago, with the moment itself as tooltip. */
export function Ago({ at }: { at: number }) {
  const text = useClock(useCallback((now: number) => agoText((now - at) / 1_000), [at]));
  return <span title={dateTimeFormat(at)}>{text}</span>;
}

/** From the start until now. */
export function RunningFor({ since }: { since: number }) {
  const text = useClock(useCallback((now: number) => durationText(Math.max(0, (now - since) / 1_000)), [since]));
  return <span title={`since ${dateTimeFormat(since)}`}>{text}</span>;
}
