import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { act, render, screen } from '@testing-library/react';
import { agoText } from './agoText';
import { useClock } from './clock';

beforeEach(() => {
  jest.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  jest.useRealTimers();
});

test.each([
  [-5, 'now'],
  [4.9, 'now'],
  [5, '5 s ago'],
  [59.9, '59 s ago'],
  [60, '1 min ago'],
  [3_600, '1 h ago'],
  [200_000, '2 d ago'],
  [NaN, ''],
])('%d seconds ago is "%s"', (seconds, text) => expect(agoText(seconds)).toBe(text));

test('a text of the clock is drawn again only when its words change, and the timer ends with the last one', () => {
  let drawn = 0;
  const since = Date.now();
  function Age() {
    drawn++;
    return <p>{useClock((now) => agoText((now - since) / 1_000))}</p>;
  }
  const { unmount } = render(<Age />);
  expect(screen.getByText('now')).toBeTruthy();
  act(() => jest.advanceTimersByTime(3_000));
  expect(drawn).toBe(1);
  act(() => jest.advanceTimersByTime(3_000));
  expect(screen.getByText('6 s ago')).toBeTruthy();
  unmount();
  expect(jest.getTimerCount()).toBe(0);
});
