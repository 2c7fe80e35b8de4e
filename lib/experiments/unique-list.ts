/** Lists of which no item may stand twice: channels, seeds, what is measured on. A second one would count double. */
import { z } from 'zod';

/** Makes a schema of at least one item, all of them different. */
export const uniqueList = <Item>(item: z.ZodType<Item>) =>
  z
    .array(item)
    .min(1, 'expected at least one')
    .refine((all) => new Set(all).size === all.length, {
      error: ({ input }) => `${String(twice(input as Item[]))} is named twice`,
    });

function twice<Item>(items: readonly Item[]): Item | undefined {
  return items.find((item, i) => items.indexOf(item) !== i);
}
