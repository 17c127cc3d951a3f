/** The app: a start page for newcomers and a configuration page. */
import { AppPlugin } from '@grafana/data';
import { App } from './app/App';
import { ConfigurationPage } from './app/ConfigurationPage';
import type { AppSettings } from './app/settings';

export const plugin = new AppPlugin<AppSettings>().setRootPage(App).addConfigPage({
  title: 'Configuration',
  icon: 'cog',
  id: 'configuration',
  body: ConfigurationPage,
});
