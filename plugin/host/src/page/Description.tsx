/** Tags and notes of the chosen session, and the way to change them. */
import { useEffect, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { EditingAllowance } from '../../../src/frames/session-editing';
import { EditSession } from '../../../src/panels/training-progress/edit/EditSession';
import { tagText } from '../../../src/panels/training-progress/tags';
import type { TrainingDatasource } from '../data/datasource';
import type { SessionRow } from '../data/rows';

/** Nothing where the session has neither. */
export function Description({ row: { tags, notes } }: { row: Pick<SessionRow, 'tags' | 'notes'> }) {
  const styles = useStyles2(getStyles);
  if (tags.length === 0 && notes === null) {
    return null;
  }
  return (
    <div className={styles.description}>
      {tags.length > 0 && (
        <ul aria-label="Tags" className={styles.tags}>
          {tags.map((tag) => (
            <li key={tag[0]} className={styles.tag}>
              {tagText(tag)}
            </li>
          ))}
        </ul>
      )}
      {notes !== null && (
        <p aria-label="Notes" className={styles.notes} tabIndex={notes.length > SCROLLED_FROM ? 0 : undefined}>
          {notes}
        </p>
      )}
    </div>
  );
}

/** Characters from which notes may need to be scrolled, also by keyboard. */
const SCROLLED_FROM = 200;

interface EditProps {
  datasource: TrainingDatasource;
  session: string;
  workspace: string | undefined;
  name: string;
}

export function EditDescription({ datasource, session, workspace, name }: EditProps) {
  const [allowance, setAllowance] = useState<EditingAllowance | null>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    let current = true;
    void datasource.canEdit().then((told) => current && setAllowance(told));
    return () => {
      current = false;
    };
  }, [datasource, session]);
  return (
    <>
      <Button
        size="sm"
        variant="secondary"
        fill="text"
        icon="pen"
        disabled={!allowance?.allowed}
        tooltip={allowance?.allowed === false ? allowance.reason : undefined}
        onClick={() => setOpen(true)}
      >
        Edit tags and notes
      </Button>
      {isOpen && (
        <EditSession
          datasource={datasource}
          session={{ session_id: session, workspace_id: workspace }}
          name={name}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  description: css({ display: 'grid', gap: theme.spacing(0.75), marginTop: theme.spacing(1) }),
  tags: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), margin: 0, padding: 0, listStyle: 'none' }),
  tag: css({
    padding: theme.spacing(0, 0.75),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  // Long notes must not push the curves away.
  notes: css({
    margin: 0,
    maxWidth: 900,
    maxHeight: 88,
    overflowY: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    color: theme.colors.text.secondary,
  }),
});
