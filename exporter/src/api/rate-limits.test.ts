import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../security/principal.js';
import { RateLimits, type Rates } from './rate-limits.js';

const NONE: Rates = {
  tokenRequestsPerSecond: 0,
  tokenBytesPerSecond: 0,
  workspaceRequestsPerSecond: 0,
  workspaceBytesPerSecond: 0,
};
const principal = (name: string, workspace_id: string | null = 'w'): Principal => ({
  name,
  workspace_id,
  scopes: new Set(),
});

/** Limits on a clock that the test moves. */
function limitsOf(rates: Partial<Rates>) {
  const clock = { now: 0 };
  const over: string[] = [];
  const limits = new RateLimits(
    { ...NONE, ...rates },
    (limit) => over.push(limit),
    () => clock.now,
  );
  const passes = (who: Principal): boolean => {
    try {
      limits.request(who);
      return true;
    } catch {
      return false;
    }
  };
  return { limits, clock, over, passes };
}

describe('rate limits', () => {
  it('let as many requests pass as a second may have, and then as many as become due', () => {
    const { clock, passes, over } = limitsOf({ tokenRequestsPerSecond: 10 });
    const one = principal('one');
    expect(Array.from({ length: 15 }, () => passes(one)).filter(Boolean).length).toBe(10);
    let passed = 0;
    for (let step = 0; step < 1_000; step++) {
      clock.now += 10;
      if (passes(one)) passed++;
    }
    expect(passed).toBeGreaterThanOrEqual(98);
    expect(passed).toBeLessThanOrEqual(101);
    expect(new Set(over)).toEqual(new Set(['token_requests_per_second']));
  });

  it('count each token for itself and a workspace over all its tokens', () => {
    const { passes, over } = limitsOf({ tokenRequestsPerSecond: 3, workspaceRequestsPerSecond: 5 });
    const [one, two, foreign] = [principal('one'), principal('two'), principal('three', 'other')];
    expect([one, one, one, one].map(passes)).toEqual([true, true, true, false]);
    expect([two, two, two].map(passes)).toEqual([true, true, false]);
    expect(passes(foreign)).toBe(true);
    expect(over).toEqual(['token_requests_per_second', 'workspace_requests_per_second']);
  });

  it('let a large body pass and owe what it used; say when to come back', () => {
    const { limits, clock } = limitsOf({ tokenBytesPerSecond: 100 });
    const one = principal('one');
    limits.body(one);
    limits.read(one, 1_000);
    expect(() => limits.body(one)).toThrow(
      expect.objectContaining({ code: 'too_many_requests', retryAfterSeconds: 10 }),
    );
    clock.now += 9_100;
    expect(() => limits.body(one)).not.toThrow();
  });

  it('know no workspace without tokens, and are not needed where all are 0', () => {
    const { passes } = limitsOf({ workspaceRequestsPerSecond: 1 });
    const local = principal('local', null);
    expect([local, local].map(passes)).toEqual([true, true]);
    expect(RateLimits.isNeeded(NONE)).toBe(false);
    expect(RateLimits.isNeeded({ ...NONE, tokenBytesPerSecond: 1 })).toBe(true);
  });
});
