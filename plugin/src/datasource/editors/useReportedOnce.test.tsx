import { afterEach, expect, it, jest } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useReportedOnce } from './useReportedOnce';

afterEach(cleanup);

/** Reports as Grafana's comboboxes do: inside an effect, and again whenever it is drawn before it has noted that it did. */
function InsistentField({ choice, onChange }: { choice: string; onChange: (choice: string) => void }) {
  const [chosen, choose] = useState<string | null>(null);
  useEffect(() => {
    if (chosen !== null) {
      onChange(chosen);
    }
  });
  return <button onClick={() => choose(choice)}>{choice}</button>;
}

/** Keeps a query as Explore does: what is set is a new object each time, and everything is drawn anew at once. */
function exploreStore(first: string) {
  let query = { value: first };
  const listeners = new Set<() => void>();
  const set = jest.fn((value: string) => {
    query = { value };
    for (const listener of listeners) {
      listener();
    }
  });
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return { set, use: () => useSyncExternalStore(subscribe, () => query).value };
}

it('a choice is reported once to a store that draws anew at once', () => {
  const store = exploreStore('curves');
  function Editor() {
    const report = useReportedOnce(store.use(), store.set);
    return <InsistentField choice="table" onChange={report} />;
  }
  render(<Editor />);
  fireEvent.click(screen.getByText('table'));
  expect(store.set.mock.calls).toEqual([['table']]);
});

it('what is chosen elsewhere may be chosen back, and the same choice twice is one', () => {
  const onChange = jest.fn<(choice: string) => void>();
  let report: (choice: string) => void = () => undefined;
  function Editor({ chosen }: { chosen: string }) {
    report = useReportedOnce(chosen, onChange);
    return null;
  }
  const { rerender } = render(<Editor chosen="curves" />);
  report('curves');
  report('table');
  report('table');
  expect(onChange.mock.calls).toEqual([['table']]);
  rerender(<Editor chosen="events" />);
  report('table');
  expect(onChange.mock.calls).toEqual([['table'], ['table']]);
});
