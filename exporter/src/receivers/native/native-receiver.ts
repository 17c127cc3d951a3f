import type { Receiver } from '../event.js';
import { answerOf } from './answer.js';
import { receiveComplete } from './complete.js';
import { receiveEvents } from './events.js';
import { receiveHeartbeat } from './heartbeat.js';
import { receiveMetrics } from './metrics.js';
import { receivePatch } from './patch.js';
import { receiveStart } from './start.js';

const RECEIVE = {
  start: receiveStart,
  patch: receivePatch,
  metrics: receiveMetrics,
  events: receiveEvents,
  heartbeat: receiveHeartbeat,
  complete: receiveComplete,
} as const;

/** The native protocol: JSON on /analytics/training/... (reference: wire.md 3). */
export const nativeReceiver: Receiver = {
  receive: (request) => RECEIVE[request.operation](request),
  answer: answerOf,
};
