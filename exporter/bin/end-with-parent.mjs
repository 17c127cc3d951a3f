/** Loaded before the exporter where a process of another Node.js started it: without that process nobody would end it. */
import { isMainThread } from 'node:worker_threads';

// Threads load it too, but only the main one has the channel to the parent.
if (isMainThread) process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
