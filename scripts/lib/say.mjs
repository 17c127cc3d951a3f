/** What the scripts print: one voice, plain lines, elapsed time where work took long. */

const started = Date.now();

/** Prints a line. */
export function say(text) {
  console.log(`[${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s] ${text}`);
}

/** Prints what went wrong and ends the process. */
export function fail(text) {
  console.error(`\n${text}\n`);
  process.exit(1);
}
