/** Tells browser tests which page the exporter is to serve; test/src/browser/generation.ts reads it. */
process.env.TRAINING_TEST_GRAFANA = '13';
