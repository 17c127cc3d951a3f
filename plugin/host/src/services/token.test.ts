import { expect, test } from '@jest/globals';
import { forgetToken, rememberToken, tokenStore } from './token';

test('a token is kept in the tab only, without the spaces around it, until it is forgotten', () => {
  rememberToken('  secret\n');
  expect(tokenStore.get()).toBe('secret');
  expect(Object.values({ ...sessionStorage })).toContain('secret');
  expect(JSON.stringify({ ...localStorage })).not.toContain('secret');
  expect(window.location.href).not.toContain('secret');
  forgetToken();
  expect(tokenStore.get()).toBeUndefined();
  expect(sessionStorage).toHaveLength(0);
});
