/** Asks before an action runs. Grafana's own question brings a library for forms, which the host page would carry too. */
import { Button, Modal } from '@grafana/ui';
import { runAction, type RowAction } from './actions';

export function ConfirmAction({ action, onClose }: { action: RowAction; onClose: () => void }) {
  const run = () => {
    // A failure is told by Grafana itself, which the request asks for.
    runAction(action).catch(() => {});
    onClose();
  };
  return (
    <Modal title={action.title} isOpen onDismiss={onClose}>
      <p>{action.question}</p>
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={run}>Run</Button>
      </Modal.ButtonRow>
    </Modal>
  );
}
