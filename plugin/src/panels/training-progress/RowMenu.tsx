/** What can be done with a session: its links, editing it, comparing, actions of its fields. */
import { css } from '@emotion/css';
import { useEffect, useMemo, useState } from 'react';
import { locationUtil, type GrafanaTheme2, type InterpolateFunction, type PanelData } from '@grafana/data';
import { ContextMenu, MenuGroup, MenuItem, useStyles2 } from '@grafana/ui';
import { actionsOf, type RowAction } from './actions';
import { ConfirmAction } from './ConfirmAction';
import { EditSession } from './edit/EditSession';
import type { SessionEntry } from './row';
import { editingOf, sourceOf, type Editing } from './source';

export interface MenuPlace {
  entry: SessionEntry;
  /** Pixels of the window. */
  x: number;
  y: number;
}

interface Props {
  /** Null while the menu is closed; what was opened from it may still be there. */
  place: MenuPlace | null;
  request: PanelData['request'];
  /** Where the selected sessions are compared; null where that is nothing to offer. */
  comparison: { address: string; count: number } | null;
  replaceVariables: InterpolateFunction;
  onClose: () => void;
}

type Opened = { kind: 'edit'; entry: SessionEntry; editing: Editing } | { kind: 'action'; action: RowAction };

export function RowMenu({ place, request, comparison, replaceVariables, onClose }: Props) {
  const styles = useStyles2(getStyles);
  const entry = place?.entry;
  const editing = useEditing(entry, request);
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const items = () => {
    if (!entry) {
      return null;
    }
    const links = [...entry.reader.fields.keys()].flatMap((name) => entry.reader.links(name, entry.index));
    const distinct = [...new Map(links.map((link) => [`${link.title} ${link.href}`, link])).values()];
    return (
      <MenuGroup label={entry.name}>
        {distinct.map((link) => (
          <MenuItem
            key={`${link.title} ${link.href}`}
            label={link.title || link.href}
            url={link.href}
            target={link.target}
            onClick={link.onClick}
          />
        ))}
        {editing.kind !== 'none' && (
          <MenuItem
            label="Edit tags and notes"
            className={styles.wrapping}
            disabled={editing.kind !== 'allowed'}
            description={
              editing.kind === 'refused'
                ? editing.reason
                : editing.kind === 'pending'
                  ? 'Asking whether you may'
                  : undefined
            }
            onClick={() => setOpened({ kind: 'edit', entry, editing })}
          />
        )}
        {comparison && (
          <MenuItem
            label={`Compare the ${comparison.count} selected sessions`}
            url={locationUtil.assureBaseUrl(comparison.address)}
          />
        )}
        {actionsOf(entry, replaceVariables).map((action) => (
          <MenuItem key={action.title} label={action.title} onClick={() => setOpened({ kind: 'action', action })} />
        ))}
      </MenuGroup>
    );
  };
  return (
    <>
      {place && (
        <ContextMenu
          // Its place is found as it appears: what makes it larger needs a new one.
          key={editing.kind}
          x={place.x}
          y={place.y}
          focusOnOpen
          onClose={onClose}
          renderMenuItems={items}
        />
      )}
      {opened?.kind === 'edit' && opened.editing.kind === 'allowed' && (
        <EditSession
          datasource={opened.editing.datasource}
          session={{
            session_id: opened.entry.id,
            workspace_id: opened.entry.reader.text('workspace_id', opened.entry.index) ?? undefined,
          }}
          name={opened.entry.name}
          onClose={close}
        />
      )}
      {opened?.kind === 'action' && <ConfirmAction action={opened.action} onClose={close} />}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // A reason is a sentence: in lines, so that it fits on a phone.
  wrapping: css({
    maxWidth: theme.spacing(36),
    '&& *': { whiteSpace: 'normal' },
    // Grafana's own label keeps its colour where the item is disabled.
    '&&[disabled] span': { color: theme.colors.text.disabled },
  }),
});

const PENDING: Editing = { kind: 'pending' };

/** Whether the session may be edited, asked when a menu opens: until then nobody wants to know. */
function useEditing(entry: SessionEntry | undefined, request: PanelData['request']): Editing {
  const refId = entry?.reader.frame.refId;
  const isOpen = entry !== undefined;
  const source = useMemo(() => sourceOf(request, refId), [request, refId]);
  const uid = source?.uid;
  const [editing, setEditing] = useState<{ uid: string | undefined; told: Editing }>({ uid: undefined, told: PENDING });
  useEffect(() => {
    if (!isOpen) {
      return;
    }
    let current = true;
    void editingOf(source).then((told) => current && setEditing({ uid, told }));
    return () => {
      current = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the uid says which source it is; requests change each refresh
  }, [isOpen, uid]);
  if (!source) {
    return { kind: 'none' };
  }
  return editing.uid === uid ? editing.told : PENDING;
}
