/** The app: a start page for newcomers and, later, its configuration page. */
import { AppPlugin } from '@grafana/data';
import { StartPage } from './pages/StartPage';

export const plugin = new AppPlugin().setRootPage(StartPage);
