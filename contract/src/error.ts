import { LIMITS } from './limits.js';

/** Machine-readable kinds of errors, each with its HTTP status. */
export const ERROR_STATUS = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  foreign_request: 421,
  too_many_requests: 429,
  internal: 500,
  not_implemented: 501,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

/** One wrong field: where, and what is wrong with it. */
export interface Problem {
  /** The field, as in points[3].metrics.loss; empty for the whole body. */
  path: string;
  problem: string;
}

/** The one form of every error. */
export interface ErrorAnswer {
  error: {
    code: ErrorCode;
    message: string;
    details: Problem[];
    /** The request's id in the exporter's log; missing where what came was no request. */
    request_id?: string;
  };
}

/** An error that a client caused or can act on; carries what the answer says. */
export class ContractError extends Error {
  /**
   * @param code Kind of the error; decides the status.
   * @param message What was wrong, where, and what to do.
   * @param details Wrong fields, at most `LIMITS.problemsInError` of them.
   * @param retryAfterSeconds When to come back, for 429 and 503.
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: readonly Problem[] = [],
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.name = 'ContractError';
  }

  /** HTTP status of the answer. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }

  /** The answer's body. */
  toAnswer(): ErrorAnswer {
    return { error: { code: this.code, message: this.message, details: [...this.details] } };
  }
}

/** Writes a path of keys as `points[3].metrics.loss`. */
export function formatPath(keys: readonly PropertyKey[]): string {
  let path = '';
  for (const key of keys) {
    if (typeof key === 'number') path += `[${key}]`;
    else path += path ? `.${String(key)}` : String(key);
  }
  return path;
}

/** Where checks put what is wrong: a list, or one that is bounded. */
export interface ProblemSink {
  /** How many there were. */
  readonly length: number;
  push(problem: Problem): unknown;
}

/** Problems of a request that may have millions of them: all are counted, as many as an answer spells out are kept. */
export class BoundedProblems implements ProblemSink {
  length = 0;
  private readonly kept: Problem[] = [];

  push(problem: Problem): void {
    this.length++;
    if (this.kept.length < LIMITS.problemsInError) this.kept.push(problem);
  }

  slice(from: number, to: number): Problem[] {
    return this.kept.slice(from, to);
  }
}

/** An error that counts the wrong fields, the first hundred spelled out. */
export function invalidRequest(problems: readonly Problem[] | BoundedProblems): ContractError {
  const shown = problems.slice(0, LIMITS.problemsInError);
  const count = `${problems.length} wrong field${problems.length === 1 ? '' : 's'}`;
  const rest = problems.length > shown.length ? `, the first ${shown.length} are listed` : '';
  return new ContractError('invalid_request', `${count}${rest}; nothing of the request was stored`, shown);
}
