/** A cell that leads somewhere: one link is a link, several are a menu of them. */
import type { LinkModel } from '@grafana/data';
import { DataLinksContextMenu } from '@grafana/ui';
import type { ReactNode } from 'react';

interface Props {
  links: readonly LinkModel[];
  className: string;
  /** What the cell says, for the tooltip. */
  title: string;
  /** Links of other rows are left out of the tab order: the arrow keys lead to them. */
  active: boolean;
  children: ReactNode;
}

export function CellLinks({ links, className, title, active, children }: Props) {
  const [first] = links;
  const tabIndex = active ? 0 : -1;
  if (links.length > 1) {
    return (
      <DataLinksContextMenu links={() => [...links]}>
        {({ openMenu }) => (
          <button
            type="button"
            className={className}
            tabIndex={tabIndex}
            aria-haspopup="menu"
            onClick={(event) => {
              event.stopPropagation();
              openMenu?.(event);
            }}
          >
            {children}
          </button>
        )}
      </DataLinksContextMenu>
    );
  }
  return first ? (
    <a
      className={className}
      href={first.href}
      target={first.target}
      rel="noreferrer"
      title={first.title ? `${first.title}: ${title}` : title}
      tabIndex={tabIndex}
      onClick={(event) => {
        // The link leads elsewhere; the row must not be selected on the way.
        event.stopPropagation();
        first.onClick?.(event);
      }}
    >
      {children}
    </a>
  ) : (
    children
  );
}
