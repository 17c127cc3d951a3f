/**
 * Hands on a choice once the effect that reports it is over.
 *
 * Grafana's comboboxes (downshift) report a choice inside an effect and note only afterwards that they have. Explore keeps
 * queries in a store that draws anew at once: the same choice would be reported again and again, until React gives up.
 */
export const afterEffects =
  <Choice>(onChange: (choice: Choice) => void) =>
  (choice: Choice): void =>
    queueMicrotask(() => onChange(choice));
