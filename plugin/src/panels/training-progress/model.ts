/** Frames -> rows: one session each, with its words ready. Pure. */
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { fieldNamed } from '../../visual/fieldValue';
import type { SessionRow } from './row';
import { readSession } from './session';

export interface ProgressModel {
  rows: SessionRow[];
  /** What keeps the panel from drawing; null when nothing does. */
  problem: string | null;
  /** Ids that came more than once; the last row of each is shown. */
  notices: string[];
}

const REQUIRED = ['session_id', 'state'];

/** The sessions of all frames that fit the contract. */
export function buildModel(frames: readonly DataFrame[], theme: GrafanaTheme2): ProgressModel {
  const fitting = frames.filter((frame) => REQUIRED.every((name) => fieldNamed(frame, name)));
  if (fitting.length === 0) {
    return { rows: [], notices: [], problem: frames.some(({ fields }) => fields.length > 0) ? missing(frames) : null };
  }
  const rows = new Map<string, SessionRow>();
  let repeated = 0;
  let unnamed = 0;
  for (const frame of fitting) {
    for (let index = 0; index < frame.length; index++) {
      const row = readSession(frame, index, theme);
      if (row === null) {
        unnamed++;
        continue;
      }
      repeated += rows.has(row.id) ? 1 : 0;
      rows.set(row.id, row);
    }
  }
  return {
    rows: [...rows.values()],
    problem: null,
    notices: [
      ...(repeated > 0 ? [`${repeated} repeated sessions, the last row of each shown`] : []),
      ...(unnamed > 0 ? [`${unnamed} rows without session_id left out`] : []),
    ],
  };
}

/** Names what is missing, so that the reader can add it. */
function missing(frames: readonly DataFrame[]): string {
  const names = new Set(frames.flatMap(({ fields }) => fields.map(({ name }) => name)));
  const lacking = REQUIRED.filter((name) => !names.has(name));
  const what = lacking.length > 0 ? lacking : REQUIRED;
  const where = lacking.length > 0 ? '' : ' in one frame';
  return `Needs the fields ${what.map((name) => `"${name}"`).join(' and ')}${where}, one row a session. Got: ${[...names].slice(0, 8).join(', ')}`;
}
