/** The page itself: services first, then the built plugin and React side by side. */
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { loadDatasource } from './data/datasource';
import { markAddress } from './page/Header';
import { loadPanelPlugin } from './plugins/catalog';
import { isAdding, watchKeys } from './services/adding';
import { installServices } from './services/install';
import { createLocation } from './services/location';
import { tokenStore } from './services/token';
import { changePage, followAddress, pageStore } from './state/page';
import { pageVariables, shownSessions } from './state/shown';
import { ThemeRoot } from './theme/ThemeRoot';

const location = createLocation({
  page: pageStore.get,
  shown: shownSessions,
  change: changePage,
  subscribe: pageStore.subscribe,
  isAdding,
});

const start = () => {
  followAddress();
  watchKeys();
  installServices({ token: tokenStore.get, variables: pageVariables, location });
  // Asked for before anything is drawn; whoever needs them gets the same promise, and the failure.
  const panels = ['shadower-trainingprogress-panel', 'shadower-lossplot-panel'].map(loadPanelPlugin);
  for (const loading of [loadDatasource(), ...panels]) {
    loading.catch(() => {});
  }
  document.querySelector('link[rel="icon"]')?.setAttribute('href', markAddress());
  const element = document.getElementById('root');
  if (element === null) {
    throw new Error('index.html has no #root');
  }
  createRoot(element).render(
    <ThemeRoot>
      <App />
    </ThemeRoot>,
  );
};

start();
