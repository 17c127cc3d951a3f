import { z } from 'zod';

/** A page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().describe('send it as `cursor` for the next page; null on the last'),
    total: z.number().int().describe('how many match in all'),
  });

/** A page of items of a type. */
export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
  total: number;
}
