/** Buttons of a field's actions: the first click asks, the second runs. */
import { useState } from 'react';
import { Button } from '@grafana/ui';
import type { OfferedAction } from './actions';

export function ActionButtons({ actions }: { actions: readonly OfferedAction[] }) {
  return (
    <>
      {actions.map((action, index) => (
        <ActionButton key={`${index} ${action.title}`} action={action} />
      ))}
    </>
  );
}

type State = 'offered' | 'asking' | 'running' | 'done' | 'failed';

const WORDS: Record<Exclude<State, 'offered' | 'asking'>, string> = {
  running: 'running',
  done: 'done',
  failed: 'failed; the address did not answer well',
};

function ActionButton({ action }: { action: OfferedAction }) {
  const [state, setState] = useState<State>('offered');
  if (state !== 'offered' && state !== 'asking') {
    return (
      <span role="status">
        {action.title}: {WORDS[state]}
      </span>
    );
  }
  const click = () => {
    if (state === 'offered') {
      setState('asking');
      return;
    }
    setState('running');
    action.run().then(
      () => setState('done'),
      () => setState('failed'),
    );
  };
  return (
    <Button size="sm" variant={state === 'asking' ? 'destructive' : 'secondary'} onClick={click}>
      {state === 'asking' ? action.confirmation : action.title}
    </Button>
  );
}
