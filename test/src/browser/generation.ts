/** Generations of Grafana whose libraries a page brings along: 12.4 with React 18, 13.2 with React 19. */
export type Generation = '12' | '13';

/** The generation that this run is on; Jest's project "test, Grafana 13" sets it. */
export const GENERATION: Generation = process.env['TRAINING_TEST_GRAFANA'] === '13' ? '13' : '12';
