import { afterEach, describe, expect, it } from '@jest/globals';
import { EventLoopWatch } from './event-loop.js';

const sleep = (milliseconds: number) => new Promise((wake) => setTimeout(wake, milliseconds));

let watch: EventLoopWatch;
afterEach(() => watch.stop());

describe('the watch of an event loop', () => {
  it('sees how long a blocked loop let its timers wait', async () => {
    watch = new EventLoopWatch();
    const busyBefore = watch.counts().busy_seconds;
    const until = performance.now() + 400;
    while (performance.now() < until);
    await sleep(20);
    const { lag, busy_seconds } = watch.counts();
    // The timer was due after 100 ms and ran after 400.
    expect(lag.sum).toBeGreaterThan(0.25);
    expect(busy_seconds - busyBefore).toBeGreaterThan(0.3);
  });
});
