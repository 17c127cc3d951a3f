/** Equal questions that are asked at the same time become one request. */
import { defer, finalize, share, type Observable } from 'rxjs';

/**
 * Hands out one running request for each key. It is cancelled when the last one who asked has turned away, and
 * forgotten when it has answered: nothing is cached.
 */
export class SharedRequests {
  private readonly running = new Map<string, Observable<unknown>>();

  get<Answer>(key: string, start: () => Observable<Answer>): Observable<Answer> {
    return defer(() => {
      const known = this.running.get(key) as Observable<Answer> | undefined;
      if (known) return known;
      const started = start().pipe(
        finalize(() => this.running.delete(key)),
        share(),
      );
      this.running.set(key, started);
      return started;
    });
  }

  /** How many requests are under way. */
  get size(): number {
    return this.running.size;
  }
}
