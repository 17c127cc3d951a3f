/** What narrows the page: the workspace where there are several, and the agent. */
import { useMemo } from 'react';
import type { TrainingDatasource } from '../data/datasource';
import { useOptions, type Option } from '../data/useOptions';
import type { VariableQuery } from '../../../src/datasource/variable-query';
import { NativeSelect } from '../controls/NativeSelect';
import type { PageState } from '../state/address';
import { changePage } from '../state/page';

/** The exporter's workspace where a request names none. */
const DEFAULT_WORKSPACE = 'default';

const WORKSPACES: VariableQuery = { refId: 'workspaces', kind: 'workspaces' };

interface Props {
  datasource: TrainingDatasource;
  page: PageState;
  /** The token's own workspace; null where it may see all. */
  boundTo: string | null;
  /** Another number when there are other sessions. */
  news: number;
}

const withCurrent = (options: readonly Option[], value: string | undefined): readonly Option[] =>
  value === undefined || options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: value }];

export function Filters({ datasource, page, boundTo, news }: Props) {
  const { workspace, agent } = page;
  // Nothing to choose from before the first session, and the first answer is not held up by these.
  const isAsking = news > 0 || agent !== undefined || workspace !== undefined;
  const agentQuery = useMemo<VariableQuery | undefined>(
    () => (isAsking ? { refId: 'agents', kind: 'agents', workspace } : undefined),
    [isAsking, workspace],
  );
  const agents = withCurrent(useOptions(datasource, agentQuery, news), agent);
  const known = useOptions(datasource, isAsking && boundTo === null ? WORKSPACES : undefined, news);
  const workspaces = withCurrent(known, workspace ?? (known.length > 0 ? DEFAULT_WORKSPACE : undefined));
  return (
    <>
      {boundTo === null && workspaces.length > 1 && (
        <NativeSelect
          label="Workspace"
          value={workspace ?? DEFAULT_WORKSPACE}
          options={workspaces}
          onChange={(next) =>
            changePage({ workspace: next === DEFAULT_WORKSPACE ? undefined : next, agent: undefined, sessions: [] })
          }
        />
      )}
      {agents.length > 1 || agent !== undefined ? (
        <NativeSelect
          label="Agent"
          value={agent ?? ''}
          options={[{ value: '', label: 'All agents' }, ...agents]}
          onChange={(next) => changePage({ agent: next || undefined, sessions: [] })}
        />
      ) : null}
    </>
  );
}
