/**
 * The read token of this tab: in sessionStorage, so that a reload keeps it and closing the tab forgets it. Never in an
 * address, where histories and logs would keep it.
 */
import { createStore } from '../state/store';

const KEY = 'shadower-training-token';

const kept = (): string | undefined => {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
};

export const tokenStore = createStore<string | undefined>(kept());

/** What a person pastes: spaces around it are not part of a token. */
export const rememberToken = (token: string): void => {
  const trimmed = token.trim();
  tokenStore.set(trimmed === '' ? undefined : trimmed);
  try {
    sessionStorage.setItem(KEY, trimmed);
  } catch {
    // Without storage the token lives until the page is left.
  }
};

export const forgetToken = (): void => {
  tokenStore.set(undefined);
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
};
