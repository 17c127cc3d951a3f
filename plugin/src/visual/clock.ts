/**
 * Texts that grow old by themselves ("3 min ago"). One timer for all of them; whoever shows such a text is drawn again
 * only when its words change, and nothing around it.
 */
import { useCallback, useSyncExternalStore } from 'react';

const TICK_MILLISECONDS = 1_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let tick = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === null) {
    tick = Date.now();
    timer = setInterval(() => {
      tick = Date.now();
      listeners.forEach((each) => each());
    }, TICK_MILLISECONDS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** The time of the last tick; without anybody listening, the time itself. */
const now = (): number => (timer === null ? Date.now() : tick);

/** Follows the clock through a function of it, such as its words: the component is drawn again when the result changes. */
export function useClock<Value extends string | number>(read: (now: number) => Value): Value {
  return useSyncExternalStore(subscribe, () => read(now()));
}

/** The time at most so many milliseconds old; for what changes rarely, such as an order. */
export function useNow(every: number): number {
  return useClock(useCallback((at: number) => Math.floor(at / every) * every, [every]));
}
