/** Which metrics the curves show where the reader chose none. Pure. */

const LOSSES = ['training_loss', 'validation_loss'];
/** Drawn in strips below the curves. */
const STRIPS = ['learning_rate', 'gradient_norm'];

/** Rewards and scores have a scale of their own, beside which a loss is a flat line. */
const OWN_SCALE = /reward|return|score|elo/i;

/** Both losses and what the session is meant to improve. */
export const defaultMetrics = (objective: string | null | undefined): string[] => {
  if (objective && OWN_SCALE.test(objective)) {
    return [objective, ...STRIPS];
  }
  return [...new Set([...LOSSES, ...(objective ? [objective] : []), ...STRIPS])];
};

/** Metrics of a session that calls nothing by a name that we know: those that look like losses, else the first few. */
export const fallbackMetrics = (names: readonly string[], most = 4): string[] => {
  const losses = names.filter((name) => /loss|perplexity|error/i.test(name));
  return (losses.length > 0 ? losses : names).slice(0, most);
};
