import type { Receiver } from './event.js';
import { nativeReceiver } from './native/native-receiver.js';
import type { ReceiverRequest } from './request.js';

/** Every protocol, by its door. */
export const RECEIVERS: Readonly<Record<ReceiverRequest['door'], Receiver>> = { native: nativeReceiver };
