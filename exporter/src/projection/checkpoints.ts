import type { TimedEvent } from '../journal/record-body.js';

/** Checkpoints whose distances make the usual interval. */
const RECENT = 16;

/**
 * When a session saved its last checkpoints, and how often it usually does. In memory only; after a restart of the
 * exporter the next checkpoints fill it again.
 */
export class Checkpoints {
  /** Epoch milliseconds by kind, rising: of those that announce a checkpoint's end, the plain events count first. */
  private readonly times = { checkpoint: [] as number[], checkpoint_end: [] as number[] };

  add(events: readonly TimedEvent[]): void {
    for (const { kind, time } of events) {
      if (kind !== 'checkpoint' && kind !== 'checkpoint_end') continue;
      const times = this.times[kind];
      if (times.length > 0 && time <= times.at(-1)!) continue;
      times.push(time);
      if (times.length > RECENT + 1) times.shift();
    }
  }

  /** Epoch milliseconds; null before the first. */
  get last(): number | null {
    return this.known.at(-1) ?? null;
  }

  /** The median time between them, in milliseconds; null before the third: two may lie apart by chance. */
  get interval(): number | null {
    const times = this.known;
    if (times.length < 3) return null;
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    return gaps.sort((left, right) => left - right)[gaps.length >>> 1]!;
  }

  private get known(): readonly number[] {
    return this.times.checkpoint.length > 0 ? this.times.checkpoint : this.times.checkpoint_end;
  }
}
