/** `npm run test:endurance`: progress lines, then a table; exit code 1 when anything was lost, doubled or changed. */
import { endure } from './endurance/endurance.js';
import { ENDURANCE_HELP, enduranceOptions } from './endurance/options.js';
import { isSound, reportLines } from './endurance/report.js';
import { findPeer } from './harness/peers.js';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(ENDURANCE_HELP);
  process.exit(0);
}
const program = findPeer('influxd 1.x') ?? '/usr/bin/influxd';
const began = performance.now();
const say = (text: string): void => {
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`${String(seconds).padStart(5)} s  ${text}`);
};
try {
  const report = await endure(program, enduranceOptions(args), say);
  for (const line of reportLines(report)) console.log(line);
  process.exitCode = isSound(report) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
}
