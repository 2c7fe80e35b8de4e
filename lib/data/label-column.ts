/** Finds the labels among the columns of a table. */
import { cellRules, cellValue, isAlmostNumber, isMissing } from './cell';
import { isLikelyLabelName } from './column-names';
import type { KeptTexts } from './kept-columns';
import { decideLabels } from './label-values';
import type { RawTable } from './raw-table';
import type { ReadOptions } from './read-options';

/** More different values than this are not labels, whatever the name of their column. */
const MOST_LABELS = 10;

/** The labels of a table: 0 or 1 for each row of data. */
export interface FoundLabels {
  readonly column: number;
  readonly name: string;
  of(row: number): number;
  readonly anomalousLabels?: readonly string[];
}

/**
 * Finds the labels: of the planned column, or of a column of 0 and 1, or of words, that is named like one. Of several, the one
 * that is anomalous wherever another is.
 *
 * @param leaveOut  Called with each further column that is named like labels and holds only labels.
 * @throws {DataError} If a cell of the planned column is not a label; the message gives its line.
 */
export function findLabels(
  table: RawTable,
  file: string,
  options: Pick<ReadOptions, 'labelColumn' | 'anomalousLabel'>,
  notes: string[],
  leaveOut: (column: number, reason: string) => void,
): FoundLabels | undefined {
  const { plan } = table;
  if (options.labelColumn === false) return undefined;
  const decide = (column: number): FoundLabels => {
    const { name } = plan.columns[column];
    const kept = table.texts[column]!;
    const values = kept.texts.map((text, code) => ({
      text,
      count: kept.counts[code],
      line: table.lines.line(kept.firstRows[code]),
    }));
    const { anomalousLabel } = options;
    const decided = decideLabels(values, { name: file, column: name, anomalousLabel });
    notes.push(...decided.notes);
    return { column, name, of: (row) => decided.anomalous[kept.code(row)], anomalousLabels: decided.anomalousLabels };
  };
  const likely = plan.columns.flatMap(({ name }, column) => {
    const kept = table.texts[column];
    const isFurther = column !== plan.label && column !== plan.channel && kept && isLikelyLabelName(name);
    return isFurther ? [{ column, name, kept }] : [];
  });
  const further = likely.filter(({ kept }) => holdsLabels(kept)).map(({ column }) => column);
  for (const { column, name, kept } of likely) {
    if (!further.includes(column) && mayHoldLabels(kept)) leaveOut(column, undecided(name, kept));
  }
  const chosen =
    plan.label ?? (further.length === 1 ? further[0] : further.find((column) => covers(table, column, further)));
  for (const column of further) {
    if (column !== chosen) leaveOut(column, 'named like a label, and holds only labels');
  }
  if (chosen === undefined) {
    const names = further.map((column) => `'${plan.columns[column].name}'`).join(', ');
    if (further.length > 0)
      notes.push(`${names} are named like labels; --label-column says which of them is the label`);
    return undefined;
  }
  if (plan.label === undefined) {
    notes.push(`column '${plan.columns[chosen].name}' is taken as the label, by its name and content`);
    leaveOut(chosen, 'label');
  }
  return decide(chosen);
}

/** Whether a column has a few whole numbers or words, some cells perhaps empty: labels of which no one said what they mean. */
function mayHoldLabels({ texts, overflows }: KeptTexts): boolean {
  const rules = cellRules();
  const present = texts.filter((text) => !isMissing(text, rules));
  if (overflows || present.length === 0 || present.length > MOST_LABELS) return false;
  return present.every((text) => {
    const value = cellValue(text, rules);
    return value === 'text' ? !isAlmostNumber(text) : Number.isInteger(value);
  });
}

function undecided(name: string, { texts }: KeptTexts): string {
  const quoted = texts.slice(0, 5).map((text) => `'${text.length > 40 ? `${text.slice(0, 40)}...` : text}'`);
  return (
    `named like a label, but its values (${quoted.join(', ')}${texts.length > 5 ? ', ...' : ''}) do not say which are ` +
    `anomalous; --label-column '${name}' with --anomalous-label takes it as the label, --features names features`
  );
}

/** Whether a column has only 0 and 1, true and false, or two words of which one usually says normal or anomalous. */
function holdsLabels(kept: KeptTexts): boolean {
  const values = kept.texts.map((text, code) => ({ text, count: kept.counts[code], line: 1 }));
  if (values.length > MOST_LABELS) return false;
  try {
    decideLabels(values, { name: '', column: '' });
    return true;
  } catch {
    return false;
  }
}

function covers(table: RawTable, column: number, others: readonly number[]): boolean {
  const flags = (place: number) => {
    const kept = table.texts[place]!;
    const values = kept.texts.map((text, code) => ({ text, count: kept.counts[code], line: 1 }));
    const { anomalous } = decideLabels(values, { name: '', column: '' });
    return (row: number) => anomalous[kept.code(row)];
  };
  const own = flags(column);
  return others.map(flags).every((other) => {
    for (let row = 0; row < table.rows; row++) if (other(row) > own(row)) return false;
    return true;
  });
}
