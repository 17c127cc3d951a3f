/** Numbers from 0 to 1 (harness/random.ts). */
export type Random = () => number;

/** One of several. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!;
}
