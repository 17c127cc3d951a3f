/** The three dots at the end of a row. */
import type { SessionRow } from './row';

interface Props {
  row: SessionRow;
  position: number;
  active: boolean;
  className: string;
  onMenu: (id: string, position: number, at: DOMRect) => void;
}

export function MenuButton({ row, position, active, className, onMenu }: Props) {
  return (
    <button
      type="button"
      className={className}
      aria-label={`Actions for ${row.name}`}
      aria-haspopup="menu"
      // Buttons of other rows are left out of the tab order: the arrow keys lead to them.
      tabIndex={active ? 0 : -1}
      onClick={(event) => {
        event.stopPropagation();
        onMenu(row.id, position, event.currentTarget.getBoundingClientRect());
      }}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="currentColor">
        <circle cx="8" cy="3" r="1.4" />
        <circle cx="8" cy="8" r="1.4" />
        <circle cx="8" cy="13" r="1.4" />
      </svg>
    </button>
  );
}
