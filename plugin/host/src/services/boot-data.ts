/**
 * What Grafana's server writes into its page and the libraries read while they are being imported.
 * Hence a module of its own, imported before everything else.
 */
Object.assign(window, {
  // @grafana/ui adds `build/img/icons/...`
  __grafana_public_path__: ICON_PATH,
  grafanaBootData: {
    settings: { featureToggles: {} },
    user: { theme: 'dark', regionalFormat: navigator.language, isSignedIn: false, orgRole: 'Viewer' },
    navTree: [],
  },
});
