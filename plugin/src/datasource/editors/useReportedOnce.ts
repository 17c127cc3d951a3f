import { useRef } from 'react';

/**
 * Reports a choice only when it differs from what is chosen.
 *
 * Grafana's comboboxes (downshift) report a choice inside an effect and note only afterwards that they have. Explore keeps
 * queries in a store that draws anew at once: the same choice would be reported again and again, until React gives up.
 * @param chosen What is chosen, as text.
 */
export function useReportedOnce(chosen: string, onChange: (choice: string) => void): (choice: string) => void {
  const reported = useRef(chosen);
  reported.current = chosen;
  return (choice) => {
    if (choice === reported.current) return;
    reported.current = choice;
    onChange(choice);
  };
}
