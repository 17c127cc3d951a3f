import type { PointBatch } from '../journal/batch/point-batch.js';
import type { LiveSession } from '../projection/session.js';
import { REQUEST_OFFSETS, requestOffset } from '../projection/stored-time.js';

/** Requests of a session that are remembered: those of one moment come close together. */
const REMEMBERED = 64;

/** A request as far as its place among others is concerned. */
export interface PlacedRequest {
  readonly producer: string | null;
  readonly sequence: number | null;
  /** Epoch milliseconds: the time of points that carry none. */
  readonly received_at: number;
}

/**
 * Keeps the stored times of a session's requests apart. Processes that log the same steps of one session without a rank
 * do so in the same milliseconds: 1 in 1,000 of their requests would have the same offset, and in InfluxDB the values of
 * one would replace those of the other. Whichever comes second is shifted; its journal record says so, so whoever reads
 * the record finds the same times. Requests through other exporters are not known here: between those it stays 1 in 1,000.
 */
export class RequestOffsets {
  private readonly bySession = new WeakMap<LiveSession, RecentRequests>();

  /** @returns What to add to the request's own offset, modulo REQUEST_OFFSETS. */
  shift(session: LiveSession, { producer, sequence, received_at }: PlacedRequest, batch: PointBatch): number {
    // What comes without a producer is known as a repeat by its times alone.
    if (producer === null) return 0;
    let recent = this.bySession.get(session);
    if (recent === undefined) this.bySession.set(session, (recent = new RecentRequests()));
    const own = requestOffset(producer, sequence);
    const [from, to] = spanOf(batch, received_at);
    return (recent.place(own, from, to) - own + REQUEST_OFFSETS) % REQUEST_OFFSETS;
  }
}

/** Offsets and spans of time of the newest requests of a session. */
class RecentRequests {
  private readonly offsets = new Int16Array(REMEMBERED).fill(-1);
  private readonly from = new Float64Array(REMEMBERED);
  private readonly to = new Float64Array(REMEMBERED);
  private next = 0;

  /** @returns The first offset from `own` on that no request about the same time has; `own` where all are taken. */
  place(own: number, from: number, to: number): number {
    let offset = own;
    for (let tried = 0; this.isTaken(offset, from, to) && tried < REMEMBERED; tried++)
      offset = (offset + 1) % REQUEST_OFFSETS;
    this.offsets[this.next] = offset;
    this.from[this.next] = from;
    this.to[this.next] = to;
    this.next = (this.next + 1) % REMEMBERED;
    return offset;
  }

  private isTaken(offset: number, from: number, to: number): boolean {
    const { offsets } = this;
    for (let index = 0; index < REMEMBERED; index++)
      if (offsets[index] === offset && this.from[index]! <= to && this.to[index]! >= from) return true;
    return false;
  }
}

function spanOf({ time }: PointBatch, receivedAt: number): [from: number, to: number] {
  let [from, to] = [Infinity, -Infinity];
  for (let index = 0; index < time.length; index++) {
    const at = time[index] === time[index] ? time[index]! : receivedAt;
    if (at < from) from = at;
    if (at > to) to = at;
  }
  return [from, to];
}
