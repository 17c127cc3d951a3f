/** Starts the page: services first, then React. */
import './services/boot-data';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { installServices } from './services/install';
import { ThemeRoot } from './theme/ThemeRoot';

const start = async () => {
  await installServices({ token: () => undefined, variables: () => ({}) });
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

void start();
