/**
 * The workbench: every part of the built plugin by itself, against the exporter that serves the page. For browser tests
 * and for looking at one part while working on it; the page of newcomers does not link here.
 */
import { createRoot } from 'react-dom/client';
import { installServices } from '../services/install';
import { createLocation } from '../services/location';
import { tokenStore } from '../services/token';
import { ThemeRoot } from '../theme/ThemeRoot';
import { PluginPage } from './PluginPage';
import { playGrafana } from './playedGrafana';
import { playedSessions, playedVariables, setPlayedVariable } from './playedVariables';
import { Workbench } from './Workbench';

const location = createLocation({
  page: () => ({ sessions: playedSessions() }),
  shown: playedSessions,
  change: ({ sessions }) => setPlayedVariable('session', [...(sessions ?? playedSessions())]),
  subscribe: () => () => {},
  isAdding: () => false,
});

installServices({
  token: tokenStore.get,
  variables: playedVariables,
  location,
  wrapBackend: playGrafana,
  runtime: { PluginPage },
});
const element = document.getElementById('root');
if (element === null) {
  throw new Error('index.html has no #root');
}
createRoot(element).render(
  <ThemeRoot>
    <Workbench />
  </ThemeRoot>,
);
