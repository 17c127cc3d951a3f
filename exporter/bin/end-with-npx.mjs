import { clearInterval, setInterval } from 'node:timers';

/** A second is soon enough for whoever starts it again on the same data. */
const LOOK_EVERY_MILLISECONDS = 500;

/**
 * Ends this process when the npx that started it has ended. npx hands SIGTERM to the shell between itself and the command,
 * which dies of it and tells nobody: the exporter would stay behind, holding its port and its data.
 */
export function endWithNpx() {
  if (process.env.npm_command !== 'exec' || process.platform === 'win32') return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MILLISECONDS);
  timer.unref();
}
