import { OverHttpLimit } from './over-limit.js';

/** Seconds after which a shed request should come back. */
const RETRY_AFTER_SECONDS = 1;

/** One admitted request; holds its share until it leaves. */
export interface Ticket {
  /**
   * Counts bytes that are about to be kept for the request.
   * @throws ContractError `too_many_requests`.
   */
  take(bytes: number): void;
  leave(): void;
}

/** Bounds what waits for the writer at once, in requests and bytes: load is shed by 429 instead of memory. */
export class Admission {
  #requests = 0;
  #bytes = 0;

  constructor(
    private readonly maximumRequests: number,
    private readonly maximumBytes: number,
  ) {}

  /** @throws ContractError `too_many_requests`. */
  enter(): Ticket {
    if (this.#requests >= this.maximumRequests) throw tooMany('requests_in_flight');
    if (this.#bytes >= this.maximumBytes) throw tooMany('bytes_in_flight');
    this.#requests++;
    let taken = 0;
    let left = false;
    return {
      take: (bytes) => {
        // A request that is alone always fits: otherwise a body over the bound could never be sent.
        if (this.#requests > 1 && this.#bytes + bytes > this.maximumBytes) throw tooMany('bytes_in_flight');
        taken += bytes;
        this.#bytes += bytes;
      },
      leave: () => {
        if (left) return;
        left = true;
        this.#requests--;
        this.#bytes -= taken;
      },
    };
  }

  /** Requests and bytes that wait now. */
  get inFlight(): { readonly requests: number; readonly bytes: number } {
    return { requests: this.#requests, bytes: this.#bytes };
  }
}

function tooMany(limit: 'requests_in_flight' | 'bytes_in_flight'): OverHttpLimit {
  const what = limit === 'requests_in_flight' ? 'requests' : 'bytes of requests';
  return new OverHttpLimit(
    limit,
    'too_many_requests',
    `the exporter is busy: too many ${what} wait for the journal; send this one again`,
    RETRY_AFTER_SECONDS,
  );
}
