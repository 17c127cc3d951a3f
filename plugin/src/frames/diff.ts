/** Query kind `table`, view `diff`: configurations side by side, a row a key and a column a session. */
import { MappingType, type DataFrame, type Field } from '@grafana/data';
import type { SessionSummary } from '@shadower-training/contract';
import { CELLS } from './cells';
import { configurationRows } from './configuration-rows';
import { booleanField, stringField } from './fields';
import { metaOf, type Origin } from './meta';

interface DiffRow {
  section: string;
  key: string;
  /** A value a session; null where it has none. */
  values: Array<string | null>;
  differs: boolean;
}

/** Keys in the order in which sessions bring them, sections together. */
function rowsOf(sessions: readonly SessionSummary[]): DiffRow[] {
  const rows = new Map<string, DiffRow>();
  const sections: string[] = [];
  sessions.forEach((session, index) => {
    for (const { section, key, value } of configurationRows(session)) {
      if (!sections.includes(section)) sections.push(section);
      const name = `${section}\u0000${key}`;
      const row = rows.get(name) ?? { section, key, values: sessions.map(() => null), differs: false };
      row.values[index] = value;
      rows.set(name, row);
    }
  });
  for (const row of rows.values()) row.differs = new Set(row.values).size > 1;
  return [...rows.values()].sort((left, right) => sections.indexOf(left.section) - sections.indexOf(right.section));
}

/** A session's column: called by its id, so that overrides hold, and shown by its name. */
function sessionField(session: SessionSummary, values: Array<string | null>): Field {
  const field = stringField(session.session_id, values, {
    displayNameFromDS: session.name || session.session_id,
    noValue: '–',
  });
  return { ...field, labels: { session_id: session.session_id } };
}

/** The column `differs` in words and colour. */
const DIFFERS = [
  {
    type: MappingType.ValueToText as const,
    options: { true: { text: 'differs', color: 'orange', index: 0 }, false: { text: 'same', color: 'text', index: 1 } },
  },
];

/**
 * Configurations of sessions as one frame.
 * @param onlyDiffering Leaves out keys in which all sessions agree.
 */
export function diffFrame(sessions: readonly SessionSummary[], onlyDiffering: boolean, origin: Origin): DataFrame {
  const rows = rowsOf(sessions).filter(({ differs }) => differs || !onlyDiffering);
  return {
    refId: origin.refId,
    name: 'diff',
    length: rows.length,
    fields: [
      stringField(
        'section',
        rows.map(({ section }) => section),
      ),
      stringField(
        'key',
        rows.map(({ key }) => key),
      ),
      ...sessions.map((session, index) =>
        sessionField(
          session,
          rows.map(({ values }) => values[index] ?? null),
        ),
      ),
      booleanField(
        'differs',
        rows.map(({ differs }) => differs),
        { mappings: DIFFERS, custom: { cellOptions: CELLS.coloredText } },
      ),
    ],
    meta: metaOf(origin, { preferredVisualisationType: 'table', uniqueRowIdFields: [0, 1] }),
  };
}
