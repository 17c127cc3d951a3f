/** Which sessions are shown. Pure. */

/** As much of a session as the choice depends on; the newest stands first, as the exporter lists them. */
export interface Candidate {
  sessionId: string;
  state: string;
}

const isLive = ({ state }: Candidate) => state === 'running';

/**
 * The session that the page shows where the reader chose none: the newest running one, else the newest.
 * @param previous What was shown so far. It stays while it runs, so that curves don't change under the reader's eyes,
 *   and also when it ended and nothing else runs.
 */
export const automaticChoice = (candidates: readonly Candidate[], previous: string | undefined): string | undefined => {
  const shown = candidates.find(({ sessionId }) => sessionId === previous);
  if (shown && isLive(shown)) {
    return shown.sessionId;
  }
  return (candidates.find(isLive) ?? shown ?? candidates[0])?.sessionId;
};

/** More curves than that nobody tells apart. */
export const MOST_COMPARED = 12;

/** Adds a session to the chosen ones, or takes it out; the last one stays. */
export const toggled = (chosen: readonly string[], sessionId: string): readonly string[] => {
  if (!chosen.includes(sessionId)) {
    return [...chosen, sessionId].slice(-MOST_COMPARED);
  }
  return chosen.length === 1 ? chosen : chosen.filter((id) => id !== sessionId);
};
