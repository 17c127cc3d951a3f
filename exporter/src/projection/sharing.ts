/** What the projection asks where several exporters write to one store. */
export interface Sharing {
  /** The name of this exporter's journal. */
  readonly exporter: string;
  /** Since when, epoch milliseconds, others have been heard without a break; null while they cannot be heard. */
  heardSince(): number | null;
  /**
   * Keeps the own part of a session here, until the store has it and beyond.
   * @param isOpen Whether it trains, as far as is known.
   */
  keep(key: string, part: string, isOpen: boolean): void;
  /** Forgets the own part of a session that was deleted. */
  forget(key: string): void;
  /** Brings what others said of a session in, as far as it can be had at once. */
  listen(workspaceId: string, sessionId: string): Promise<void>;
  /** Waits until the store has a session, but not for long. */
  writeThrough(key: string): Promise<void>;
}
