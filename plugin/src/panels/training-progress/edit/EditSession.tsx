/** Name, tags and notes of a session, to change. */
import { css } from '@emotion/css';
import { useEffect, useId, useState, type FormEvent } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Input, Modal, TextArea, useStyles2 } from '@grafana/ui';
import type { EditableSession, SessionAddress, SessionEditing } from '../../../frames/session-editing';
import { changeOf, formOf, tagProblem, withNewTag, type SessionForm } from './form';
import { TagLines } from './TagLines';

interface Props {
  datasource: SessionEditing;
  session: SessionAddress;
  /** How the session is called in the title. */
  name: string;
  /** @param saved Whether something was changed. */
  onClose: (saved: boolean) => void;
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

export function EditSession({ datasource, session, name, onClose }: Props) {
  const styles = useStyles2(getStyles);
  const [before, setBefore] = useState<EditableSession | null>(null);
  const [form, setForm] = useState<SessionForm | null>(null);
  const [problem, setProblem] = useState<{ title: string; text: string } | null>(null);
  const [isSaving, setSaving] = useState(false);
  const { session_id, workspace_id } = session;
  useEffect(() => {
    let current = true;
    datasource.readSession({ session_id, workspace_id }).then(
      (found) => {
        if (current) {
          setBefore(found);
          setForm(formOf(found));
        }
      },
      (thrown: unknown) => current && setProblem({ title: 'The session could not be read', text: messageOf(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [datasource, session_id, workspace_id]);

  const isWrong = form === null || form.tags.some((line) => tagProblem(line, form.tags) !== null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const change = before && form && !isWrong ? changeOf(before, form) : null;
    if (change === null) {
      onClose(false);
      return;
    }
    setSaving(true);
    setProblem(null);
    try {
      await datasource.updateSession({ session_id, workspace_id }, change);
      onClose(true);
    } catch (thrown) {
      setProblem({ title: 'Not saved', text: messageOf(thrown) });
      setSaving(false);
    }
  };
  const id = useId();
  return (
    <Modal title={`Edit ${name}`} isOpen onDismiss={() => onClose(false)} closeOnBackdropClick={false}>
      {problem && (
        <Alert severity="error" title={problem.title}>
          <span className={styles.problem}>{problem.text}</span>
        </Alert>
      )}
      {form === null && problem === null && <p role="status">Reading the session</p>}
      {form && (
        <form onSubmit={(event) => void save(event)} className={styles.form}>
          <div>
            <label htmlFor={`${id}-name`} className={styles.label}>
              Name
            </label>
            <Input
              id={`${id}-name`}
              value={form.name}
              onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
            />
          </div>
          <div role="group" aria-labelledby={`${id}-tags`}>
            <div id={`${id}-tags`} className={styles.label}>
              Tags
            </div>
            <TagLines
              lines={form.tags}
              onChange={(tags) => setForm({ ...form, tags })}
              onAdd={() => setForm(withNewTag(form))}
            />
          </div>
          <div>
            <label htmlFor={`${id}-notes`} className={styles.label}>
              Notes
            </label>
            <TextArea
              id={`${id}-notes`}
              rows={6}
              value={form.notes}
              onChange={(event) => setForm({ ...form, notes: event.currentTarget.value })}
            />
          </div>
          <Modal.ButtonRow>
            <Button variant="secondary" fill="outline" onClick={() => onClose(false)}>
              Cancel
            </Button>
            <Button type="submit" disabled={isWrong || isSaving}>
              {isSaving ? 'Saving' : 'Save'}
            </Button>
          </Modal.ButtonRow>
        </form>
      )}
    </Modal>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // The exporter's words may hold a name without a place to break.
  problem: css({ overflowWrap: 'anywhere' }),
  form: css({ display: 'grid', gap: theme.spacing(2) }),
  label: css({
    display: 'block',
    marginBottom: theme.spacing(0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
});
