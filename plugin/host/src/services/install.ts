/** Puts everything in place that Grafana offers to a plugin; runs once, before any plugin is loaded. */
import { sharedModules } from '#shared-modules';
import { setBackendSrv, setTemplateSrv, type BackendSrv, type LocationService } from '@grafana/runtime';
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
  /** What stands in front of the page's server; nothing unless told. */
  wrapBackend?: (backend: BackendSrv) => BackendSrv;
  /** Further parts of `@grafana/runtime` that Grafana's core replaces by its own. */
  runtime?: object;
}

export const installServices = ({ token, variables, location, wrapBackend, runtime }: HostServices): void => {
  const backend = createBackend(token);
  setBackendSrv(wrapBackend ? wrapBackend(backend) : backend);
  setTemplateSrv(createTemplates(variables));
  registerFieldOptions();
  installDefine({
    ...sharedModules,
    // Grafana's core replaces the component by its own (the library's is only a stub) and sets the service at start,
    // which the library allows to its tests only.
    '@grafana/runtime': {
      ...sharedModules['@grafana/runtime'],
      PanelDataErrorView,
      locationService: location,
      ...runtime,
    },
  });
};
