import { describe, expect, it } from '@jest/globals';
import { Checkpoints } from './checkpoints.js';

function after(kind: 'checkpoint' | 'checkpoint_end' | 'note', ...times: number[]): Checkpoints {
  const checkpoints = new Checkpoints();
  checkpoints.add(times.map((time) => ({ kind, time })));
  return checkpoints;
}

describe('checkpoints of a session', () => {
  it('have a last one, and from the third on a usual interval: the median', () => {
    expect(after('checkpoint', 10, 20)).toMatchObject({ last: 20, interval: null });
    expect(after('checkpoint', 10, 20, 31, 100)).toMatchObject({ last: 100, interval: 11 });
  });

  it('are not other events, and none that came late', () => {
    expect(after('note', 10, 20, 30)).toMatchObject({ last: null, interval: null });
    expect(after('checkpoint', 30, 20)).toMatchObject({ last: 30 });
  });

  it('may be known by their ends only; plain ones count before these', () => {
    const checkpoints = after('checkpoint_end', 1, 2, 3);
    expect(checkpoints.last).toBe(3);
    checkpoints.add([{ kind: 'checkpoint', time: 5 }]);
    expect(checkpoints.last).toBe(5);
  });
});
