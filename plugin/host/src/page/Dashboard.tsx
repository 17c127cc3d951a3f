/** The page once the exporter may be read: sessions above, the shown one's details and curves below. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { LoadingState } from '@grafana/data';
import type { TrainingDatasource } from '../data/datasource';
import { allTime, sessionsTarget } from '../data/queries';
import { sessionRows } from '../data/rows';
import { useStatus } from '../data/useStatus';
import { usePanelData } from '../panel/usePanelData';
import { connectionStore } from '../services/connection';
import { tokenStore } from '../services/token';
import { automaticChoice } from '../state/choice';
import { pageStore } from '../state/page';
import { setShownSessions, variablesOf } from '../state/shown';
import { useStore } from '../state/store';
import { Banner, Banners } from './Banners';
import { Curves } from './Curves';
import { Details } from './Details';
import { EmptyPage } from './EmptyPage';
import { Filters } from './Filters';
import { Header } from './Header';
import { curvesHeight, listHeight } from './heights';
import { PageFrame } from './PageFrame';
import { Sessions } from './Sessions';
import { titleOf } from './title';
import { useViewportHeight } from './useViewportHeight';

export function Dashboard({ datasource }: { datasource: TrainingDatasource }) {
  const page = useStore(pageStore);
  const { workspace, agent } = page;
  const connection = useStore(connectionStore);
  const token = useStore(tokenStore);
  const status = useStatus(datasource, connection.opened);
  const viewport = useViewportHeight();
  // Another range means that everything is asked again, and that the stream is opened at once.
  const [timeRange, setTimeRange] = useState(() => allTime(Date.now()));
  const retry = () => setTimeRange(allTime(Date.now()));
  const queries = useMemo(
    () => ({ datasource, targets: [sessionsTarget({ workspace, agent })], timeRange }),
    [datasource, workspace, agent, timeRange],
  );
  const list = usePanelData(queries);
  const rows = useMemo(() => sessionRows(list.series), [list.series]);

  const automatic = useRef<string>();
  automatic.current = automaticChoice(rows, automatic.current);
  const shownKey = (page.sessions.length > 0 ? page.sessions : automatic.current ? [automatic.current] : []).join('\n');
  const shown = useMemo(() => (shownKey === '' ? [] : shownKey.split('\n')), [shownKey]);
  setShownSessions(shown);
  const variables = useMemo(() => variablesOf(shown, workspace, agent), [shown, workspace, agent]);
  const shownRows = useMemo(
    () => shown.flatMap((id) => rows.find(({ sessionId }) => sessionId === id) ?? []),
    [shown, rows],
  );
  const title = titleOf(shownRows);
  useEffect(() => {
    document.title = title;
  }, [title]);

  const isWaiting = list.series.length === 0;
  const isEmpty = !isWaiting && rows.length === 0 && agent === undefined && page.sessions.length === 0;
  const [first] = shown;
  const height = listHeight(rows.length, viewport);
  return (
    <PageFrame
      header={
        <Header version={status?.now.version}>
          <Filters
            datasource={datasource}
            page={page}
            boundTo={status ? status.now.workspace_id : null}
            news={rows.length}
          />
        </Header>
      }
    >
      <Banners connection={connection.state} status={status} hasData={!isWaiting} onRetry={retry} />
      {isWaiting && list.state === LoadingState.Error && connection.state !== 'offline' && (
        <Banner severity="error" title="The sessions could not be read" action="Try again" onAction={retry}>
          {list.error?.message}
        </Banner>
      )}
      {isWaiting && list.state !== LoadingState.Error && <p role="status">Asking for sessions</p>}
      {isEmpty && <EmptyPage withToken={token !== undefined} />}
      {!isWaiting && !isEmpty && <Sessions data={list} variables={variables} height={height} count={rows.length} />}
      {first !== undefined && !isEmpty && (
        // With a link to a session its curves are asked for together with the list, and shown below it once it is there.
        <div style={{ display: isWaiting ? 'none' : 'contents' }}>
          <Details
            datasource={datasource}
            sessionId={first}
            shown={shown}
            workspace={workspace}
            timeRange={timeRange}
            listed={shownRows.find(({ sessionId }) => sessionId === first)}
          />
          <Curves
            datasource={datasource}
            sessions={shown}
            workspace={workspace}
            rows={shownRows}
            timeRange={timeRange}
            variables={variables}
            height={curvesHeight(height, viewport)}
          />
        </div>
      )}
    </PageFrame>
  );
}
