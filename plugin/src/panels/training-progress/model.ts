/** Frames -> sessions, with the extra columns that were asked for. Pure. */
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { extraFields } from './extraFields';
import { frameProblem, oddities } from './problems';
import { FrameReader } from './reader';
import type { SessionEntry } from './row';
import { readEntry } from './session';

export interface ProgressModel {
  entries: SessionEntry[];
  /** Names of the fields of the extra columns. */
  extra: string[];
  /** Of the frames that fit; for headings. */
  readers: FrameReader[];
  /** What keeps the panel from drawing; null when nothing does. */
  problem: string | null;
  /** What the reader should know: rows that are left out, cells that can't be read. */
  notices: string[];
}

/** More rows are neither read by anybody nor ordered each second. */
export const MOST_SESSIONS = 10_000;

const NO_SESSIONS: ProgressModel = { entries: [], extra: [], readers: [], problem: null, notices: [] };

/**
 * The sessions of all frames that fit the contract.
 * @param now Epoch milliseconds, by which failures grow old.
 * @param asked Names or patterns of fields that are wanted as further columns.
 */
export function buildModel(
  given: readonly DataFrame[],
  theme: GrafanaTheme2,
  now: number,
  asked: readonly string[] = [],
): ProgressModel {
  const problem = frameProblem(given);
  if (problem !== null) {
    return { ...NO_SESSIONS, problem };
  }
  const { frames, names } = extraFields(given, asked);
  const readers = frames
    .map((frame) => new FrameReader(frame, theme))
    .filter(({ fields }) => fields.has('session_id') && fields.has('state'));
  const entries = new Map<string, SessionEntry>();
  let [rows, read, repeated, unnamed] = [0, 0, 0, 0];
  for (const reader of readers) {
    rows += reader.frame.length;
    for (let index = 0; index < reader.frame.length && read < MOST_SESSIONS; index++) {
      read++;
      const entry = readEntry(reader, index, now);
      if (entry === null) {
        unnamed++;
        continue;
      }
      repeated += entries.has(entry.id) ? 1 : 0;
      entries.set(entry.id, entry);
    }
  }
  if (entries.size === 0 && unnamed > 0) {
    return { ...NO_SESSIONS, problem: `None of the ${counted(unnamed)} rows has a session_id. ${HOW}` };
  }
  return {
    entries: [...entries.values()],
    extra: names,
    readers,
    problem: null,
    notices: [
      ...(rows > read ? [`The first ${counted(read)} of ${counted(rows)} rows: narrow the query to see others`] : []),
      ...(repeated > 0 ? [`${counted(repeated)} repeated sessions, the last row of each shown`] : []),
      ...(unnamed > 0 ? [`${counted(unnamed)} rows without session_id left out`] : []),
      ...readers.flatMap(oddities),
    ],
  };
}

const HOW = 'Every row must name its session in the field "session_id".';
const number = new Intl.NumberFormat('en-US');
const counted = (count: number) => number.format(count);
