import type { Combiner } from './combine.js';
import type { Read } from './read-all.js';

/** The sessions that share a group become one curve: their mean. Sessions without a group stay as they are. */
export const BY_GROUP: Combiner = {
  bundleOf: ({ session, metric, curve }) =>
    session.summary.group === undefined ? null : JSON.stringify([metric, session.summary.group, curve.along]),
  labelsOf: ({ curve }) => curve.labels,
  middle: 'mean',
  describe: (members) => ({
    by: 'group',
    group: members[0]!.session.summary.group!,
    session_ids: [...new Set(members.map(({ session }) => session.summary.session_id))],
    ranks: [],
    slowest_rank: null,
  }),
};

/**
 * The ranks of a session become one curve: their median. Series without a rank stay as they are.
 * @param places Curves along steps, whole, reduced to a few points: where each rank has got to.
 */
export function byRank(places: readonly Read[]): Combiner {
  return {
    bundleOf: ({ session, metric, curve }) =>
      curve.labels['rank'] === undefined ? null : JSON.stringify([metric, session.summary.session_id, curve.along]),
    labelsOf: ({ curve }) => withoutRank(curve.labels),
    middle: 'median',
    describe: (members) => {
      const { session, metric } = members[0]!;
      const ofSession = places.filter(
        (read) => read.session.summary.session_id === session.summary.session_id && read.metric === metric,
      );
      const ranks = [...new Set(members.map(({ curve }) => curve.labels['rank']!))].sort(inOrderOfRank);
      return {
        by: 'rank',
        group: null,
        session_ids: [session.summary.session_id],
        ranks,
        slowest_rank: slowestOf(ranks, ofSession),
      };
    },
  };
}

/** A rank's node says where it runs: ranks of several nodes are still ranks of one session. */
function withoutRank({
  rank: _rank,
  node: _node,
  ...others
}: Readonly<Record<string, string>>): Record<string, string> {
  return others;
}

function inOrderOfRank(left: string, right: string): number {
  return Number(left) - Number(right) || (left < right ? -1 : Number(left > right));
}

/** The rank whose last step is the lowest; at equal steps the one that logged it last; null when nobody can tell. */
function slowestOf(ranks: readonly string[], places: readonly Read[]): string | null {
  let slowest: { rank: string; step: number; time: number } | null = null;
  for (const rank of ranks) {
    let [step, time] = [-Infinity, -Infinity];
    for (const { curve } of places) {
      if (curve.labels['rank'] !== rank) continue;
      const last = curve.x.length - 1;
      const [lastStep, lastTime] = [curve.x[last]!, curve.time[last]!];
      if (lastStep > step || (lastStep === step && lastTime > time)) [step, time] = [lastStep, lastTime];
    }
    if (step === -Infinity) continue;
    if (slowest === null || step < slowest.step || (step === slowest.step && time > slowest.time))
      slowest = { rank, step, time };
  }
  return slowest?.rank ?? null;
}
