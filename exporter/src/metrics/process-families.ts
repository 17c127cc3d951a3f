import { readdir, statfs } from 'node:fs/promises';
import type { EventLoopCounts } from '../counting/event-loop.js';
import { counter, gauge, histogram, NO_LABELS, type Family } from './family.js';

/** What everybody measures of a process, under the names that Prometheus' own client libraries use. */
export async function processFamilies(): Promise<Family[]> {
  const { user, system } = process.cpuUsage();
  const openFiles = await openFileDescriptors();
  const usual = (type: 'gauge' | 'counter', name: string, help: string, value: number): Family => ({
    name,
    help,
    type,
    series: [{ labels: NO_LABELS, value }],
  });
  return [
    usual('counter', 'process_cpu_seconds_total', 'Processor time of all threads.', (user + system) / 1e6),
    usual('gauge', 'process_resident_memory_bytes', 'Resident memory of the process.', process.memoryUsage.rss()),
    usual(
      'gauge',
      'process_start_time_seconds',
      'When the process started.',
      Math.round(Date.now() - process.uptime() * 1_000) / 1_000,
    ),
    ...(openFiles === null ? [] : [usual('gauge', 'process_open_fds', 'Open file descriptors.', openFiles)]),
  ];
}

/**
 * The file system of the data directory: when it is full, nothing can be accepted. Nothing when the system does not tell:
 * a disk in trouble must not take the other metrics with it.
 */
export async function diskFamilies(directory: string): Promise<Family[]> {
  const disk = await statfs(directory).catch(() => null);
  if (disk === null) return [];
  const { bavail, blocks, bsize } = disk;
  return [
    gauge('disk_available_bytes', 'Bytes that the exporter may still use on the disk of its data.', bavail * bsize),
    gauge('disk_size_bytes', 'Size of that disk.', blocks * bsize),
  ];
}

/** @param threads By name. */
export function eventLoopFamilies(threads: Readonly<Record<string, EventLoopCounts>>): Family[] {
  const entries = Object.entries(threads);
  return [
    histogram(
      'event_loop_lag_seconds',
      'Seconds that a timer of a thread came late, sampled ten times a second.',
      entries.map(([thread, { lag }]) => ({ labels: { thread }, value: lag })),
    ),
    counter(
      'event_loop_busy_seconds_total',
      'Seconds in which the event loop of a thread was at work.',
      entries.map(([thread, { busy_seconds }]) => ({ labels: { thread }, value: busy_seconds })),
    ),
  ];
}

/** Only Linux tells; null elsewhere. */
async function openFileDescriptors(): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  return (await readdir('/proc/self/fd')).length;
}
