/** Runs one benchmark by its name: it prints readable lines, and its figures are the last line, as JSON. */
interface Benchmark {
  run(args: readonly string[]): Promise<Readonly<Record<string, number>>>;
}

const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  ingest: () => import('./bench/ingest.js'),
  panels: () => import('./bench/panels.js'),
  query: () => import('./bench/query.js'),
  scores: () => import('./bench/scores.js'),
  startup: () => import('./bench/startup.js'),
  steady: () => import('./bench/steady.js'),
};

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (load) {
  try {
    const figures = await (await load()).run(args);
    console.log(JSON.stringify({ benchmark: name, ...figures }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
} else {
  console.error(`Call it with a name: npm run bench -- NAME [FILE...]\nNames: ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exitCode = 2;
}
