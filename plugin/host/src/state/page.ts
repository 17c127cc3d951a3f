/** The state of the page, kept in step with the address: back, forward and a pasted link work. */
import { formatAddress, parseAddress, type PageState } from './address';
import { createStore } from './store';

const current = (): PageState => parseAddress(window.location.hash, window.location.search);

export const pageStore = createStore<PageState>(current());

/** Takes over what the reader typed, or went back to. */
export const followAddress = (): void => {
  const follow = () => {
    const next = current();
    if (formatAddress(next) !== formatAddress(pageStore.get())) {
      pageStore.set(next);
    }
  };
  window.addEventListener('hashchange', follow);
  window.addEventListener('popstate', follow);
};

/** Changes a part of the state and writes it into the address; `replace` leaves no step to go back to. */
export const changePage = (change: Partial<PageState>, { replace = false } = {}): void => {
  const next: PageState = { ...pageStore.get(), ...change };
  const end = formatAddress(next);
  if (end !== formatAddress(pageStore.get())) {
    const address = window.location.pathname + end;
    window.history[replace ? 'replaceState' : 'pushState'](null, '', address);
  }
  pageStore.set(next);
};

/** Where the page lies, without what it shows. */
export const pageBase = (): string => window.location.origin + window.location.pathname;
