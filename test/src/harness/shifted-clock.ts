/**
 * Preloaded into an exporter by `--import`: its clock goes by so many milliseconds wrong as a file says, in every thread,
 * as if somebody had set the machine's clock. What waits (timers, performance.now) is monotonic and stays right.
 */
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MILLISECONDS = 20;

const file = process.env['CLOCK_SHIFT_FILE'];
if (file !== undefined) {
  let shift = 0;
  const look = (): void => {
    shift = Number(readFileSync(file, 'utf8')) || 0;
  };
  look();
  setInterval(look, LOOK_EVERY_MILLISECONDS).unref();
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...parts: readonly unknown[]) {
      if (parts.length === 0) super(RealDate.now() + shift);
      else super(...(parts as [number]));
    }
    static override now(): number {
      return RealDate.now() + shift;
    }
  } as DateConstructor;
}
