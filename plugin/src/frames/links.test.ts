import { describe, expect, it } from '@jest/globals';
import { applyFieldOverrides, createTheme, toDataFrame } from '@grafana/data';
import { createTemplates } from '../../host/src/services/templates';
import { DASHBOARD_URL, dashboardLink, dashboardUrlField, rangeAround, sessionDashboard } from './links';

const began = Date.parse('2026-09-01T10:00:00Z');
const span = (minutes: number | null) => ({
  session_id: 'a b',
  started_at: new Date(began).toISOString(),
  completed_at: minutes === null ? null : new Date(began + minutes * 60_000).toISOString(),
});

describe('links to the dashboard of a session', () => {
  it('carry the time of the session with some room around it', () => {
    expect(rangeAround([span(100)])).toEqual({
      from: String(began - 2 * 60_000),
      to: String(began + 102 * 60_000),
    });
    expect(rangeAround([span(1)]).from).toBe(String(began - 30_000));
  });

  it('end now while one of the sessions goes on', () => {
    expect(rangeAround([span(100), span(null)]).to).toBe('now');
  });

  it('know the path under which Grafana is served, and the organization', () => {
    const url = sessionDashboard({ subPath: '/grafana', orgId: 3 }, [span(null)]);
    expect(url).toMatch(/^\/grafana\/d\/shadower-training-session\?orgId=3&var-session=a\+b&from=\d+&to=now$/);
  });

  it('keep the data source and the workspace that the sessions came from', () => {
    const url = sessionDashboard({ subPath: '', orgId: 1, datasource: 'second', workspace: 'team a' }, [span(null)]);
    const { searchParams } = new URL(url, 'http://localhost');
    expect(searchParams.get('var-datasource')).toBe('second');
    expect(searchParams.get('var-workspace')).toBe('team a');
  });

  it('arrive as they are, whatever characters an id has', () => {
    const id = 'team/run=1 & ä?#%2F';
    const url = sessionDashboard({ subPath: '', orgId: 1 }, [{ ...span(null), session_id: id }]);
    const frame = toDataFrame({ fields: [{ name: 'session_id', values: [id] }, dashboardUrlField([url])] });
    frame.fields[0]!.config.links = [dashboardLink(DASHBOARD_URL)];
    const { replace } = createTemplates(() => ({}));
    const [shown] = applyFieldOverrides({
      data: [frame],
      fieldConfig: { defaults: {}, overrides: [] },
      replaceVariables: replace,
      theme: createTheme(),
      timeZone: 'utc',
    });
    const [link] = shown!.fields[0]!.getLinks!({ valueRowIndex: 0 });
    expect(new URL(link!.href, 'http://localhost').searchParams.get('var-session')).toBe(id);
  });

  it('survive a session without a readable start', () => {
    expect(rangeAround([{ started_at: '', completed_at: null }])).toEqual({ from: 'now-24h', to: 'now' });
  });
});
