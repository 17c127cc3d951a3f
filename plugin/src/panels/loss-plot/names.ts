/** What legend and tooltip call a curve: the shortest name that tells it from the others. */
import { metricLabel } from '../../visual/metricRole';
import type { Curve } from './curve';

/** An override's display name stands as it is; labels are named only where nothing else tells curves apart. */
export function nameCurves(curves: readonly Curve[], severalSessions: boolean): void {
  const byBase = new Map<string, Curve[]>();
  for (const curve of curves) {
    const base = baseName(curve, severalSessions);
    byBase.set(base, [...(byBase.get(base) ?? []), curve]);
  }
  for (const [base, alike] of byBase) {
    const telling = tellingLabels(alike);
    const seen = new Map<string, number>();
    for (const curve of alike) {
      const own = telling.map((name) => `${name}=${curve.dimensions[name] ?? ''}`);
      const name = own.length > 0 ? `${base} {${own.join(', ')}}` : base;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      // Duplicate names stay tellable, and so do their keys, which React needs to be unique.
      curve.name = count === 1 ? name : `${name} (${count})`;
      curve.key = count === 1 ? curve.key : `${curve.key}\u0000${count}`;
    }
  }
}

function baseName(curve: Curve, severalSessions: boolean): string {
  const { config, labels } = curve.field;
  // Our datasource's own name repeats the session, which a plot of one session needn't.
  const chosen = config.displayName || (labels?.session_id ? null : config.displayNameFromDS);
  const attempt = curve.attempt === null ? '' : ` #${curve.attempt}`;
  const combined = curve.band?.combined?.by;
  const middle = combined ? { group: ' mean', rank: ' median' }[combined] : '';
  const own = `${metricLabel(curve.metric || curve.fieldName)}${middle}${attempt}`;
  if (chosen) {
    // One field of a long frame is many curves: its name alone tells none of them apart.
    return curve.fromLongFrame && severalSessions ? `${curve.sessionName} · ${chosen}` : chosen;
  }
  return severalSessions ? `${curve.sessionName} · ${own}` : own;
}

/** Names of the labels in which curves of one name differ. */
function tellingLabels(curves: readonly Curve[]): string[] {
  const names = new Set(curves.flatMap(({ dimensions }) => Object.keys(dimensions)));
  return [...names].filter((name) => new Set(curves.map(({ dimensions }) => dimensions[name])).size > 1).sort();
}
