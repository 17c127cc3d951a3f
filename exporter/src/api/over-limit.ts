import { ContractError } from '@shadower-training/contract';

/** Limits of the HTTP side that hold for all requests alike; named in /metrics as `limit`. */
export type HttpLimitName =
  'body_bytes' | 'decompressed_bytes' | 'query_parameters' | 'requests_in_flight' | 'bytes_in_flight' | 'live_streams';

/** A request that is over such a limit. */
export class OverHttpLimit extends ContractError {
  constructor(
    readonly limit: HttpLimitName,
    code: 'too_large' | 'too_many_requests',
    message: string,
    retryAfterSeconds: number | null = null,
  ) {
    super(code, message, [], retryAfterSeconds);
  }
}
