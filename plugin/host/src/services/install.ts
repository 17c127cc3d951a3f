/** Puts everything in place that Grafana offers to a plugin; runs once, before any plugin is loaded. */
import { sharedModules } from '#shared-modules';
import { setBackendSrv, setTemplateSrv, type LocationService } from '@grafana/runtime';
import { PanelDataErrorView } from '../panel/PanelDataErrorView';
import { installDefine } from '../plugins/define';
import { createBackend, type TokenSource } from './backend';
import { registerFieldOptions } from './field-options';
import { createTemplates, type Variables } from './templates';

export interface HostServices {
  /** The read token of this tab. */
  token: TokenSource;
  /** The values of the page's variables. */
  variables: () => Variables;
  /** Where panels read and set dashboard variables. */
  location: LocationService;
}

export const installServices = ({ token, variables, location }: HostServices): void => {
  setBackendSrv(createBackend(token));
  setTemplateSrv(createTemplates(variables));
  registerFieldOptions();
  installDefine({
    ...sharedModules,
    // Grafana's core replaces the component by its own (the library's is only a stub) and sets the service at start,
    // which the library allows to its tests only.
    '@grafana/runtime': { ...sharedModules['@grafana/runtime'], PanelDataErrorView, locationService: location },
  });
};
