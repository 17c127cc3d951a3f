import { execFileSync } from 'node:child_process';

/**
 * Lets no file of a process grow beyond a size, as a full disk does: a write beyond fails (Linux, util-linux's prlimit).
 * @param bytes null: as much as before.
 */
export function limitFileSize(pid: number, bytes: number | null): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes ?? 'unlimited'}:unlimited`]);
}
