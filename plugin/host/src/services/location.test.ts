import { describe, expect, jest, test } from '@jest/globals';
import type { PageState } from '../state/address';
import { createLocation, type LocationTarget } from './location';

const locationOver = (page: PageState, { isAdding = false, shown = page.sessions } = {}) => {
  const change = jest.fn<LocationTarget['change']>();
  const location = createLocation({
    page: () => page,
    shown: () => shown,
    change,
    subscribe: () => () => {},
    isAdding: () => isAdding,
  });
  return { location, change };
};

describe('the location of the page', () => {
  test('a panel that sets the session chooses it', () => {
    const { location, change } = locationOver({ sessions: ['a'] });
    location.partial({ 'var-session': 'b/c' }, true);
    expect(change).toHaveBeenCalledWith({ sessions: ['b/c'] }, { replace: true });
  });

  test('several sessions are taken as they come, all of them are none in particular', () => {
    const { location, change } = locationOver({ sessions: [] });
    location.partial({ 'var-session': ['a', 'b'] });
    expect(change).toHaveBeenLastCalledWith({ sessions: ['a', 'b'] }, { replace: false });
    location.partial({ 'var-session': '$__all', 'var-agent': 'x' });
    expect(change).toHaveBeenLastCalledWith({ sessions: [], agent: 'x' }, { replace: false });
  });

  test('a click with a key held adds to what is shown, chosen or not', () => {
    const { location, change } = locationOver({ sessions: [] }, { isAdding: true, shown: ['auto'] });
    location.partial({ 'var-session': 'b' });
    expect(change).toHaveBeenCalledWith({ sessions: ['auto', 'b'] }, { replace: false });
  });

  test('what a query does not speak of stays', () => {
    const { location, change } = locationOver({ sessions: ['a'] });
    location.partial({ from: 'now-1h' });
    expect(change).toHaveBeenCalledWith({}, { replace: false });
  });

  test('panels read the sessions on the screen as variables', () => {
    const { location } = locationOver({ sessions: ['a', 'b'], workspace: 'w' });
    expect(location.getSearchObject()).toEqual({ 'var-session': ['a', 'b'], 'var-workspace': 'w' });
    expect(location.getSearch().getAll('var-session')).toEqual(['a', 'b']);
    expect(location.getLocation().search).toBe('?var-session=a&var-session=b&var-workspace=w');
  });

  test('a pushed address is understood like a query', () => {
    const { location, change } = locationOver({ sessions: [] });
    location.push('/d/x?var-session=c');
    expect(change).toHaveBeenCalledWith({ sessions: ['c'] }, { replace: false });
  });
});
