/**
 * Options of swc for both builds and for jest. Target: the oldest browsers that Grafana 12.4 itself supports run ES2021.
 *
 * The automatic JSX runtime is imported as `react/jsx-runtime`, also in development builds: Grafana shares that one.
 */
export const swcOptions = {
  jsc: {
    target: 'es2021',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic', development: false } },
  },
};
