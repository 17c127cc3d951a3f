/** How long to wait before trying again. */
export interface BackoffPolicy {
  readonly firstMilliseconds: number;
  readonly longestMilliseconds: number;
  /** What a server may ask for by Retry-After at most. */
  readonly longestAskedMilliseconds: number;
}

export const DEFAULT_BACKOFF: BackoffPolicy = {
  firstMilliseconds: 250,
  longestMilliseconds: 30_000,
  longestAskedMilliseconds: 300_000,
};

/**
 * The wait after a number of failures in a row: doubles from failure to failure, half of it by chance, so that several
 * exporters don't come back at once; never shorter than the server asked for.
 * @param failures At least 1.
 * @param asked By Retry-After, in milliseconds; null when the server asked for nothing.
 * @param chance From 0 up to 1.
 */
export function waitAfter(
  failures: number,
  asked: number | null,
  policy: BackoffPolicy = DEFAULT_BACKOFF,
  chance = Math.random(),
): number {
  const doubled = Math.min(policy.longestMilliseconds, policy.firstMilliseconds * 2 ** (failures - 1));
  const own = doubled / 2 + (doubled / 2) * chance;
  return Math.max(own, Math.min(asked ?? 0, policy.longestAskedMilliseconds));
}
