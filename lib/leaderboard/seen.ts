/** What the leaderboard's tables show, in sentences that are filled from the tables: those of a run, or the committed ones. */
import { CHOSEN_CUT, LATE_CUT, markedLabel, timeIndexRow } from '../experiments/index';
import { formatFixed, NATS } from '../tables/index';
import {
  formatCells,
  fullColumns,
  isInterval,
  numberOf,
  type Cell,
  type IntervalCell,
  type Table,
} from '../tables/table';
import { FEWEST_NATS } from '../training/index';
import { ENSEMBLE } from './rows';

/** A table to be asked by the labels of its rows and the headings of its columns. */
class Reader {
  readonly headings: readonly string[];
  private readonly texts: readonly (readonly string[])[];

  constructor(private readonly table: Table) {
    this.headings = fullColumns(table).map(({ heading }) => heading);
    this.texts = formatCells(table).map((row) => row.map(({ text }) => text));
  }

  get labels(): string[] {
    return this.table.rows.map(([label]) => String(label));
  }

  has(label: string): boolean {
    return this.place(label) >= 0;
  }

  /** Gives a row's label as the table has it, marked if it is an oracle. */
  marked(label: string): string {
    return this.labels[this.row(label)];
  }

  /** Gives a cell as it is printed. @throws If there is no such row or column. */
  text(label: string, heading: string): string {
    return this.texts[this.row(label)][this.column(heading)];
  }

  /** Gives the number of a cell; NaN where it holds none. */
  number(label: string, heading: string): number {
    return numberOf(this.cell(label, heading), `${label}, ${heading}`) ?? NaN;
  }

  cell(label: string, heading: string): Cell {
    return this.table.rows[this.row(label)][this.column(heading)];
  }

  /** Finds the row of the highest figure among those that claim something. */
  best(heading: string): string {
    const ranked = this.labels.filter((_, i) => !this.table.unranked?.includes(i));
    const known = ranked.filter((label) => !Number.isNaN(this.number(label, heading)));
    return known.reduce((best, label) => (this.number(label, heading) > this.number(best, heading) ? label : best));
  }

  /** Gives the highest figure of some rows, those that are there, with its row. */
  bestText(heading: string, among: readonly string[]): string {
    const known = among.filter((label) => this.has(label));
    const label = known.reduce((a, b) => (this.number(b, heading) > this.number(a, heading) ? b : a));
    return `${this.text(label, heading)} (${label})`;
  }

  /** Names the row of the highest figure with it. */
  leaderText(heading: string): string {
    const label = this.best(heading);
    return `${heading}: ${label}, ${this.text(label, heading)}`;
  }

  private row(label: string): number {
    const row = this.place(label);
    if (row < 0) throw new Error(`leaderboard: no row '${label}' in the table; expected ${this.labels.join(', ')}.`);
    return row;
  }

  /** Finds a row by its label, marked or not. */
  private place(label: string): number {
    return this.labels.findIndex((each) => each === label || each === markedLabel(label, { oracle: true }));
  }

  private column(heading: string): number {
    const column = this.headings.indexOf(heading);
    if (column < 0) throw new Error(`leaderboard: no column '${heading}'; expected ${this.headings.join(', ')}.`);
    return column;
  }
}

const PRIOR = 'position prior';
const TIME = timeIndexRow.label;

/** Says what protocol (a) shows: who leads, what is known from the place alone, and what chance would do. */
function seenInWindows(table: Table): string {
  const read = new Reader(table);
  const leaders = ['F1', 'ROC-AUC', 'PR-AUC'].map((heading) => read.leaderText(heading)).join('; ');
  const others = read.labels.filter((label) => label !== 'all-anomalous');
  const below = others.filter((label) => read.number(label, 'F1') < read.number('all-anomalous', 'F1')).length;
  const places = [
    [TIME, 'F1'],
    [CHOSEN_CUT, 'F1'],
    [LATE_CUT, 'F1'],
    [TIME, 'ROC-AUC'],
    [PRIOR, 'ROC-AUC'],
  ].flatMap(([label, heading]) =>
    read.has(label) ? [`${read.marked(label)} ${heading} ${read.text(label, heading)}`] : [],
  );
  return [
    `The highest: ${leaders}.`,
    `Without a look at any value: ${places.join(', ')}.`,
    `${below} of ${others.length} rows have a lower F1 than calling everything anomalous (${read.text('all-anomalous', 'F1')}).`,
    differenceText(read, ['ΔF1 [95%]', 'ΔROC-AUC [95%]', 'ΔPR-AUC [95%]']),
    natsText(read),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** Says how many nats the codes of variational autoencoders carry; nothing where no row has one. */
function natsText(read: Reader): string {
  if (!read.headings.includes(NATS)) return '';
  const known = read.labels.filter((label) => !Number.isNaN(read.number(label, NATS)));
  const each = known.map((label) => `${label} ${read.text(label, NATS)}`);
  return `What a code carries of a window, in nats: ${each.join('; ')}. One bit is ${formatFixed(FEWEST_NATS, 2)}.`;
}

/** Says what protocol (b) shows on one spacecraft. */
function seenInSteps(table: Table): string {
  const read = new Reader(table);
  const known = [TIME, PRIOR, 'random'].filter((label) => read.has(label));
  return [
    `The highest ${read.leaderText('VUS-PR')}.`,
    `What knows no value: ${known.map((label) => `${label} ${read.text(label, 'VUS-PR')}`).join(', ')}.`,
    differenceText(read, ['ΔVUS-PR [95%]']),
  ].join(' ');
}

/** Says what the ensemble and the clock have on the report's channels and on the others. */
function seenInParts(table: Table): string {
  const read = new Reader(table);
  const parts = read.headings.slice(1);
  const of = (label: string) => parts.map((part) => `${part} ${read.text(label, part)}`).join('; ');
  const sentences = [
    [ENSEMBLE, 'The ensemble'],
    [TIME, 'The clock (time-index)'],
  ].flatMap(([label, name]) => (read.has(label) ? [`${name} has VUS-PR ${of(label)}.`] : []));
  return sentences.join(' ');
}

/** Says what protocol (c) shows on one spacecraft. */
function seenInEvents(table: Table): string {
  const read = new Reader(table);
  const share = 'share of steps predicted';
  const [best, random] = [read.best('F1'), 'random'];
  const of = (label: string) =>
    `${label}, ${read.text(label, 'F1')}, with ${read.text(label, share)} of the steps predicted`;
  return [
    `The highest F1 but for the trivial rows: ${of(best)}.`,
    `Chance: ${of(random)}; one sequence over everything: ${read.text('all-anomalous', 'F1')}.`,
    differenceText(read, ['ΔF1 [95%]']),
  ].join(' ');
}

/** Says which measure of protocol (b) agrees least with VUS-PR, and how well random scores do by it. */
function seenInAgreement(table: Table): string {
  const read = new Reader(table);
  const heading = 'rank correlation with VUS-PR';
  const known = read.labels.filter((label) => !Number.isNaN(read.number(label, heading)));
  const least = known.reduce((a, b) => (read.number(b, heading) < read.number(a, heading) ? b : a));
  const interval = read.text(least, '95% interval of the correlation');
  return `${least} agrees least with VUS-PR, ${read.text(least, heading)} ${interval}; by it random scores take place ${read.text(least, 'place of random scores')}.`;
}

/** Says how many rows the test of ranks does not separate from the first. */
function seenInRanks(table: Table): string {
  const read = new Reader(table);
  const heading = 'behind the first by more than chance';
  const near = read.labels.slice(1).filter((label) => read.text(label, heading) === 'no').length;
  return `${read.labels[0]} has the best mean rank; ${near} of the ${read.labels.length - 1} other rows may be level with it.`;
}

/** Says on which side of nothing an interval lies. */
function chanceText({ low, high }: IntervalCell): string {
  if (low > 0) return 'beyond chance';
  return high < 0 ? 'behind, beyond chance' : 'may be chance';
}

/** Says by how much the ensemble leads the best baseline, and whether that may be chance. */
function differenceText(read: Reader, headings: readonly string[]): string {
  const known = headings.flatMap((heading) => {
    const cell = read.cell(ENSEMBLE, heading);
    return isInterval(cell) || typeof cell === 'string' ? [{ heading, cell }] : [];
  });
  if (known.length === 0) return '';
  const each = known.map(({ heading, cell }) => {
    const verdict = typeof cell === 'string' ? 'too few incidents for an interval' : chanceText(cell);
    return `${heading.replace(/^Δ| \[95%\]$/g, '')} ${read.text(ENSEMBLE, heading)}, ${verdict}`;
  });
  return `The ensemble less the best baseline: ${each.join('; ')}.`;
}

/**
 * Answers the question of the leaderboard from its tables: what leads by VUS-PR, and what a row that looks at no value makes
 * of protocol (a).
 *
 * @param tables  Of a run over both spacecraft or one.
 */
export function leaderboardAnswer(tables: readonly Table[]): Readonly<Record<string, string>> {
  const readers = (start: string) =>
    tables.filter(({ caption }) => caption?.startsWith(start)).map((table) => new Reader(table));
  const [windows] = readers('Protocol (a)');
  const steps = readers('Protocol (b):');
  const of = (label: string) => steps.map((read) => read.text(label, 'VUS-PR')).join(' and ');
  const blind = (read: Reader, heading: string) => read.bestText(heading, [TIME, CHOSEN_CUT, PRIOR]);
  return {
    'Which detectors are better?': `By VUS-PR on time steps, SMAP and MSL apart, the multi-scale ensemble, with one setting, has ${of(ENSEMBLE)}, the LSTM-VAE ${of('lstm-vae, clipped')}; of the rows that look at no value the best have ${steps.map((read) => blind(read, 'VUS-PR')).join(' and ')}.`,
    'Better than what knows only the place?': `By report 3's protocol (a) the ensemble has ROC-AUC ${windows.text(ENSEMBLE, 'ROC-AUC')} and F1 ${windows.text(ENSEMBLE, 'F1')}, and of the rows that look at no value the best have ${blind(windows, 'ROC-AUC')} and ${blind(windows, 'F1')}: that protocol hardly tells a detector from a clock.`,
    'And the LSTM-VAE?': `The LSTM-VAE has F1 ${windows.text('lstm-vae, clipped', 'F1')}, a constant reconstruction ${windows.text('constant, clipped', 'F1')}.`,
  };
}

/** Says what the score alone changes of one network, and what forecasters have by the like score. @param table  Protocol (a). */
export function seenOfSplit(table: Table): string {
  const read = new Reader(table);
  const rocAuc = (label: string) => read.text(label, 'ROC-AUC');
  const [all, telemetry] = ['autoencoder', 'autoencoder, telemetry error, context 300'];
  const forecasters = ['lstm-forecaster', 'convolutional-forecaster'].map((label) => `${label} ${rocAuc(label)}`);
  return `The same network's ROC-AUC is ${rocAuc(all)} by the error of all features and ${rocAuc(telemetry)} by the telemetry's over 300 steps. Forecasters, scored like the latter: ${forecasters.join(', ')}.`;
}

/** Says on how many of the hardest channels the ensemble, and the time index, do better than a coin. */
function seenOfFailures(table: Table): string {
  const read = new Reader(table);
  const better = (heading: string) => read.labels.filter((label) => read.number(label, heading) > 0.5).length;
  const clipped = read.labels.filter((label) => read.number(label, 'share clipped by report 3') > 0.1);
  return `Of these ${read.labels.length} channels the ensemble is better than a coin on ${better(ENSEMBLE)}, the time index on ${better(TIME)}. Report 3's clip cuts more than a tenth of the test steps on ${clipped.join(', ') || 'none of them'}.`;
}

/** By how the captions of tables begin. */
const sentences: Readonly<Record<string, (table: Table) => string>> = {
  'Protocol (a)': seenInWindows,
  'Protocol (b):': seenInSteps,
  'Protocol (b), VUS-PR': seenInParts,
  'Protocol (c)': seenInEvents,
  'Agreement of the measures': seenInAgreement,
  'Mean rank': seenInRanks,
  'Channels on which half': seenOfFailures,
};

/**
 * Says what a table of the leaderboard shows.
 *
 * @throws If it is none of those that `leaderboardTables` makes.
 */
export function seenIn(table: Table): string {
  const [found] = Object.entries(sentences).filter(([start]) => table.caption?.startsWith(start));
  if (found) return found[1](table);
  const expected = Object.keys(sentences).join(', ');
  throw new Error(`leaderboard: expected a table whose caption begins with ${expected}; found ${table.caption}.`);
}
