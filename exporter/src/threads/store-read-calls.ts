import type { StoreCalls } from '../store/embedded/calls.js';

/** What reads ask the writer thread for, whatever the store. */
export interface StoreReadCalls extends StoreCalls {
  /** Answers when everything that was applied before can be read by everybody. */
  storeFlushed(): void;
}
