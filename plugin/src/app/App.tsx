/** The root of the app's pages. There is one for now; each further page gets a path of its own here. */
import type { AppRootProps } from '@grafana/data';
import type { AppSettings } from './settings';
import { StartPage } from './StartPage';

export function App({ meta }: AppRootProps<AppSettings>) {
  return <StartPage meta={meta} />;
}
