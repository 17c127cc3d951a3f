/** Puts everything in place that Grafana offers to a plugin; runs once, before any plugin is loaded. */
import { sharedModules } from '#shared-modules';
import { setBackendSrv, setTemplateSrv } from '@grafana/runtime';
import { PanelDataErrorView } from '../panel/PanelDataErrorView';
import { installDefine } from '../plugins/define';
import { createBackend, type TokenSource } from './backend';
import { registerFieldOptions } from './field-options';
import { startTranslations } from './translations';
import { createTemplates, type Variables } from './templates';

export interface HostServices {
  /** The read token of this tab. */
  token: TokenSource;
  /** The values of the page's variables. */
  variables: () => Variables;
}

export const installServices = async ({ token, variables }: HostServices): Promise<void> => {
  setBackendSrv(createBackend(token));
  setTemplateSrv(createTemplates(variables));
  registerFieldOptions();
  installDefine({
    ...sharedModules,
    // Grafana's core replaces this component by its own; the library's is only a stub.
    '@grafana/runtime': { ...sharedModules['@grafana/runtime'], PanelDataErrorView },
  });
  await startTranslations();
};
