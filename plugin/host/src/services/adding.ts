/**
 * Whether a click adds a session to the shown ones without the panel knowing: comparing is switched on. With ctrl or cmd
 * held the panel itself names all sessions that are selected then.
 */
import { createStore } from '../state/store';

/** The switch on the page, for hands without a keyboard. */
export const comparingStore = createStore(false);

let isKeyHeld = false;

/** Panels react to a click or to Enter; the keys held at that moment are part of the event. */
const note = (event: MouseEvent | KeyboardEvent) => {
  isKeyHeld = event.ctrlKey || event.metaKey;
};

export const watchKeys = (): void => {
  // Captured: noted before any panel hears of it.
  window.addEventListener('click', note, true);
  window.addEventListener('keydown', note, true);
  window.addEventListener('keyup', note, true);
};

export const isAdding = (): boolean => comparingStore.get() && !isKeyHeld;
