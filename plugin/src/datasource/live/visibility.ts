/** Whether anybody can see the tab. */
import { distinctUntilChanged, fromEvent, map, startWith, type Observable } from 'rxjs';

export function documentVisible(): Observable<boolean> {
  return fromEvent(document, 'visibilitychange').pipe(
    startWith(null),
    map(() => document.visibilityState !== 'hidden'),
    distinctUntilChanged(),
  );
}
