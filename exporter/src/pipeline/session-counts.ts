/** How many sessions each workspace has: counted in the store once, then kept up to date. */
export class SessionCounts {
  private readonly counts = new Map<string, Promise<number>>();

  /** @param count Counts a workspace's sessions in the store. */
  constructor(private readonly count: (workspaceId: string) => Promise<number>) {}

  /** The sessions of a workspace. */
  of(workspaceId: string): Promise<number> {
    let counted = this.counts.get(workspaceId);
    if (counted === undefined) {
      counted = this.count(workspaceId);
      counted.catch(() => this.counts.delete(workspaceId));
      this.counts.set(workspaceId, counted);
    }
    return counted;
  }

  /** One more session. */
  add(workspaceId: string): void {
    this.change(workspaceId, 1);
  }

  /** One session less. */
  remove(workspaceId: string): void {
    this.change(workspaceId, -1);
  }

  /** The next question is asked of the store again. */
  forget(workspaceId: string): void {
    this.counts.delete(workspaceId);
  }

  private change(workspaceId: string, by: number): void {
    const counted = this.counts.get(workspaceId);
    if (counted)
      this.counts.set(
        workspaceId,
        counted.then((count) => count + by),
      );
  }
}
