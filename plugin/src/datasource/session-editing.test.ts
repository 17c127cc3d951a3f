import { afterEach, describe, expect, it } from '@jest/globals';
import { config } from '@grafana/runtime';
import { exampleSession } from '../frames/testing';
import { isSessionEditing } from '../frames/session-editing';
import { exampleDatasource, playedExporter } from './testing';

const status = (scopes: string[]) => ({ '/analytics/status': { scopes } });
const as = (orgRole: string) => Object.assign(config, { bootData: { user: { orgRole } } });

describe('editing sessions', () => {
  afterEach(() => void Object.assign(config, { bootData: undefined }));

  it('is something that panels find the datasource able to do', () => {
    expect(isSessionEditing(exampleDatasource())).toBe(true);
  });

  it('reads a session as it stands and sends what changes', async () => {
    const exporter = playedExporter({
      '/analytics/sessions': { items: [exampleSession({ tags: { team: 'x' } })], total: 1 },
      '/analytics/training/session-1': {},
    });
    const datasource = exampleDatasource();
    await expect(datasource.readSession({ session_id: 'session-1' })).resolves.toEqual({
      ...{ name: 'first', notes: '', tags: { team: 'x' } },
    });
    await datasource.updateSession({ session_id: 'session-1', workspace_id: 'w' }, { tags: { team: null } });
    expect(exporter.requests.at(-1)).toMatchObject({
      method: 'PATCH',
      data: { workspace_id: 'w', tags: { team: null } },
    });
  });

  it('says when a session is gone', async () => {
    playedExporter({ '/analytics/sessions': { items: [], total: 0 } });
    await expect(exampleDatasource().readSession({ session_id: 'x' })).rejects.toThrow(/no session x/);
  });

  it.each<[string, string[], boolean, RegExp]>([
    ['Editor', ['read', 'ingest'], true, /^$/],
    ['Editor', ['read'], false, /no scope "ingest"/],
    ['Viewer', ['read', 'ingest'], false, /Only editors/],
  ])('lets a %s with a token for %j: %s', async (role, scopes, allowed, reason) => {
    as(role);
    playedExporter(status(scopes));
    const allowance = await exampleDatasource().canEdit();
    expect(allowance.allowed).toBe(allowed);
    expect(allowance.reason ?? '').toMatch(reason);
  });

  it('never rejects', async () => {
    playedExporter({ '/analytics/status': 502 });
    await expect(exampleDatasource().canEdit()).resolves.toMatchObject({
      allowed: false,
      reason: expect.stringMatching(/does not answer/),
    });
  });
});
