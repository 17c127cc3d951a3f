/** How many sessions' colours are remembered; those seen longest ago are forgotten. */
const MOST_REMEMBERED = 1_000;
/** How often a session's colour may change: then it stays, or two panels could push it to and fro. */
const MOST_MOVES = 3;

interface Remembered {
  color: string;
  moves: number;
}

/**
 * The colours that sessions have had since the page was loaded. What is shown decides who has to move where two sessions
 * come from one hue; without a memory a session that comes or goes, or is shown in one panel and not in the other, would
 * make others change their colours.
 */
export class ColorMemory {
  readonly #known = new Map<string, Remembered>();

  /** The colour that a session had last. */
  of(name: string): string | undefined {
    return this.#known.get(name)?.color;
  }

  /** Colours of all others, with how many have each. */
  ofOthers(names: ReadonlySet<string>): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [name, { color }] of this.#known) {
      if (!names.has(name)) {
        counts.set(color, (counts.get(color) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** Remembers what was drawn. */
  keep(assigned: ReadonlyMap<string, string>): void {
    for (const [name, color] of assigned) {
      const known = this.#known.get(name);
      this.#known.delete(name);
      this.#known.set(name, known ? next(known, color) : { color, moves: 0 });
    }
    for (const name of this.#known.keys()) {
      if (this.#known.size <= MOST_REMEMBERED) {
        break;
      }
      this.#known.delete(name);
    }
  }
}

const next = (known: Remembered, color: string): Remembered =>
  color === known.color || known.moves >= MOST_MOVES ? known : { color, moves: known.moves + 1 };
