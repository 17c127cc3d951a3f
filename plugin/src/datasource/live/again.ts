/** Whether a question should be asked again: not, when its last answer is a while old, or soon. */
export type Again = false | 'seldom' | true;

/** The most urgent of several. */
export function mostUrgent(...wishes: readonly Again[]): Again {
  if (wishes.includes(true)) return true;
  return wishes.includes('seldom') && 'seldom';
}
