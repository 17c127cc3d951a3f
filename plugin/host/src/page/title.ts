/** The title of the tab: what the shown session does, so that a look at the tabs is enough. Pure. */
import { stateLook } from '../../../src/visual/sessionState';
import { nameOf, type SessionRow } from '../data/rows';

const PRODUCT = 'Shadower Training';

/** How far a session is, 0 to 1; null where its end is not known. */
export const progressOf = (row: SessionRow): number | null => {
  const of = (done: number | null, total: number | null) =>
    done !== null && total !== null && total > 0 ? Math.min(1, done / total) : null;
  return of(row.currentStep, row.totalSteps) ?? of(row.currentEpoch, row.totalEpochs);
};

export const titleOf = (rows: readonly SessionRow[]): string => {
  const [row] = rows;
  if (row === undefined) {
    return PRODUCT;
  }
  if (rows.length > 1) {
    return `${rows.length} sessions compared · ${PRODUCT}`;
  }
  const progress = row.state === 'running' ? progressOf(row) : null;
  const percent = progress === null ? '' : ` ${Math.floor(progress * 100)} %`;
  return `${nameOf(row)} · ${stateLook(row.state).label}${percent} · ${PRODUCT}`;
};
