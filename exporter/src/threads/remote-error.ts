import { ContractError, type ErrorCode, type Problem } from '@shadower-training/contract/plain';

/** An error as it travels between threads: cloning keeps the message and loses the rest. */
export interface WrittenError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly contract?: { code: ErrorCode; details: readonly Problem[]; retryAfterSeconds: number | null };
}

/** Takes an error apart. Not by instanceof: the error may come from another realm (worker, test). */
export function writtenError(error: unknown): WrittenError {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error) };
  const { name = 'Error', message = 'unknown error', stack } = error as Partial<Error>;
  if (name !== 'ContractError') return { name, message, ...(stack === undefined ? {} : { stack }) };
  const { code, details, retryAfterSeconds } = error as ContractError;
  return { name, message, contract: { code, details, retryAfterSeconds } };
}

/** Puts an error together again, with its name; errors of the contract with all that an answer says. */
export function rebuiltError(written: WrittenError): Error {
  const { contract, name, message, stack } = written;
  if (contract) return new ContractError(contract.code, message, contract.details, contract.retryAfterSeconds);
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
