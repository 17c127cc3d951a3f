/** Waiting for something to be so: polled until it is, never slept for and hoped. */

const POLL_EVERY_MILLISECONDS = 20;

/** Lets time pass; for load that is meant to last, never for hoping that something has happened. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Asks again and again until the answer is other than null, undefined or false.
 * @param what What is waited for, for the error's message.
 * @param probe Asks once; an error counts as "not yet" and is told when time runs out.
 * @param options `within` and `every` in milliseconds.
 * @returns The answer.
 */
export async function waitUntil<Result>(
  what: string,
  probe: () => Promise<Result | null | undefined | false> | Result | null | undefined | false,
  { within = 10_000, every = POLL_EVERY_MILLISECONDS }: { within?: number; every?: number } = {},
): Promise<Result> {
  const deadline = Date.now() + within;
  let problem: unknown;
  for (;;) {
    try {
      const result = await probe();
      if (result !== null && result !== undefined && result !== false) return result;
      problem = null;
    } catch (error) {
      problem = error;
    }
    if (Date.now() >= deadline) {
      const reason = problem instanceof Error ? `: ${problem.message}` : '';
      throw new Error(`waited ${within} ms in vain until ${what}${reason}`);
    }
    await pause(every);
  }
}

/** What a promise gives within a time; an error that names it otherwise. */
export async function within<Result>(milliseconds: number, what: string, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
