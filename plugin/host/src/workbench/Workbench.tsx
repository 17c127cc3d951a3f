/** Shows the part that the fragment names; without one, the list of all parts. */
import { useEffect, useState } from 'react';
import { QUERY_KINDS } from '../../../src/datasource/query';
import { parsePart, partAddress } from './address';
import { AppPart } from './AppPart';
import { DashboardPart } from './DashboardPart';
import { DASHBOARDS } from './dashboards';
import { DatasourceConfigPart } from './DatasourceConfigPart';
import { FIXTURES } from './fixtures';
import { ManyPart } from './ManyPart';
import { PanelPart } from './PanelPart';
import { QueryPart } from './QueryPart';
import { VariablePart } from './VariablePart';

const useFragment = (): string => {
  const [fragment, setFragment] = useState(window.location.hash);
  useEffect(() => {
    const follow = () => setFragment(window.location.hash);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return fragment;
};

export function Workbench() {
  const fragment = useFragment();
  return (
    // Another address is another part: nothing of the one before is left.
    <div key={fragment} style={{ padding: 8 }}>
      <Part fragment={fragment} />
    </div>
  );
}

function Part({ fragment }: { fragment: string }) {
  const [{ part, parameters }] = useState(() => parsePart(fragment));
  switch (part) {
    case 'query':
      return <QueryPart parameters={parameters} />;
    case 'variable':
      return <VariablePart parameters={parameters} />;
    case 'dashboard':
      return <DashboardPart parameters={parameters} />;
    case 'datasource':
      return <DatasourceConfigPart />;
    case 'app/start':
      return <AppPart page="start" />;
    case 'app/configuration':
      return <AppPart page="configuration" />;
    case 'many':
      return <ManyPart parameters={parameters} />;
    case 'panel':
      return <PanelPart parameters={parameters} />;
    default:
      return <PartList />;
  }
}

/** All that a dashboard may ask at once of all sessions. */
const TWELVE = [
  { query: { kind: 'sessions' } },
  { query: { kind: 'scores' } },
  ...['training_loss', 'validation_loss', 'learning_rate', 'gradient_norm', 'cpu_percent'].flatMap((metric) =>
    ['step', 'relative_time'].map((x) => ({ query: { kind: 'series', metrics: [metric], x } })),
  ),
];

const LINKS: ReadonlyArray<[title: string, address: string]> = [
  ['App: start page', partAddress('app/start')],
  ['App: configuration', partAddress('app/configuration')],
  ['Datasource: settings', partAddress('datasource')],
  ['Datasource: variable', partAddress('variable')],
  ...Object.values(DASHBOARDS).map(({ title, uid }): [string, string] => [
    `Dashboard: ${title}`,
    partAddress('dashboard', { uid }),
  ]),
  ['Twelve panels, one stream', partAddress('many', { panels: TWELVE })],
  ...QUERY_KINDS.map((kind): [string, string] => [
    `Datasource: query, ${kind}`,
    partAddress('query', { query: { kind } }),
  ]),
  ...Object.entries(FIXTURES).flatMap(([id, fixtures]) =>
    Object.keys(fixtures).map((fixture): [string, string] => [
      `${id}: ${fixture}`,
      partAddress('panel', { id, fixture }),
    ]),
  ),
];

function PartList() {
  return (
    <main>
      <h1>Workbench</h1>
      <ul>
        {LINKS.map(([title, address]) => (
          <li key={address}>
            <a href={address}>{title}</a>
          </li>
        ))}
      </ul>
    </main>
  );
}
