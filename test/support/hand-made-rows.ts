/** Result rows made by hand, for tests of what is said and shown of them. */
import { Results, type Measures, type ResultRow } from '../../lib/experiments';

/** One row a channel and seed. @param f1  By channel, one value a seed. */
export function rowsOf(
  row: string,
  f1: Readonly<Record<string, readonly number[]>>,
  more: Partial<ResultRow> & { readonly measures?: Measures } = {},
): Results {
  const { measures, ...rest } = more;
  return new Results(
    Object.entries(f1).flatMap(([channel, values]) =>
      values.map((value, seed) => ({
        table: 'table',
        row,
        channel,
        seed,
        measures: { f1: value, rocAuc: value, prAuc: value, ...measures },
        epochs: 0,
        steps: 0,
        seconds: 0,
        warnings: [],
        ...rest,
      })),
    ),
  );
}
