/** What the leaderboard's tables show, in sentences that are filled from the tables: those of a run, or the committed ones. */
import { formatCells, fullColumns, isInterval, numberOf, type IntervalCell, type Table } from '../tables/table';
import { ENSEMBLE } from './rows';

/** A table to be asked by the labels of its rows and the headings of its columns. */
class Reader {
  private readonly headings: readonly string[];
  private readonly texts: readonly (readonly string[])[];

  constructor(private readonly table: Table) {
    this.headings = fullColumns(table).map(({ heading }) => heading);
    this.texts = formatCells(table).map((row) => row.map(({ text }) => text));
  }

  get labels(): string[] {
    return this.table.rows.map(([label]) => String(label));
  }

  has(label: string): boolean {
    return this.labels.includes(label);
  }

  /** Gives a cell as it is printed. @throws If there is no such row or column. */
  text(label: string, heading: string): string {
    return this.texts[this.row(label)][this.column(heading)];
  }

  /** Gives the number of a cell; NaN where it holds none. */
  number(label: string, heading: string): number {
    const cell = this.table.rows[this.row(label)][this.column(heading)];
    return numberOf(cell, `${label}, ${heading}`) ?? NaN;
  }

  interval(label: string, heading: string): IntervalCell | undefined {
    const cell = this.table.rows[this.row(label)][this.column(heading)];
    return isInterval(cell) ? cell : undefined;
  }

  /** Finds the row of the highest figure among those that claim something. */
  best(heading: string): string {
    const ranked = this.labels.filter((_, i) => !this.table.unranked?.includes(i));
    const known = ranked.filter((label) => !Number.isNaN(this.number(label, heading)));
    return known.reduce((best, label) => (this.number(label, heading) > this.number(best, heading) ? label : best));
  }

  /** Names the row of the highest figure with it. */
  bestText(heading: string): string {
    const label = this.best(heading);
    return `${heading}: ${label}, ${this.text(label, heading)}`;
  }

  private row(label: string): number {
    const row = this.labels.indexOf(label);
    if (row < 0) throw new Error(`leaderboard: no row '${label}' in the table; expected ${this.labels.join(', ')}.`);
    return row;
  }

  private column(heading: string): number {
    const column = this.headings.indexOf(heading);
    if (column < 0) throw new Error(`leaderboard: no column '${heading}'; expected ${this.headings.join(', ')}.`);
    return column;
  }
}

const CUT = 'everything after the first 60 %';
const PRIOR = 'position prior';
const TIME = 'time-index';

/** Says what protocol (a) shows: who leads, what is known from the place alone, and what chance would do. */
export function seenInWindows(table: Table): string {
  const read = new Reader(table);
  const leaders = ['F1', 'ROC-AUC', 'PR-AUC'].map((heading) => read.bestText(heading)).join('; ');
  const others = read.labels.filter((label) => label !== 'all-anomalous');
  const below = others.filter((label) => read.number(label, 'F1') < read.number('all-anomalous', 'F1')).length;
  const places = [
    [CUT, 'F1'],
    [TIME, 'ROC-AUC'],
    [PRIOR, 'ROC-AUC'],
  ].flatMap(([label, heading]) => (read.has(label) ? [`${label} ${heading} ${read.text(label, heading)}`] : []));
  return [
    `**Seen.** The highest: ${leaders}.`,
    `Without a look at any value: ${places.join(', ')}.`,
    `${below} of ${others.length} rows have a lower F1 than calling everything anomalous (${read.text('all-anomalous', 'F1')}).`,
    differenceText(read, ['ΔF1 [95%]', 'ΔROC-AUC [95%]', 'ΔPR-AUC [95%]']),
  ].join(' ');
}

/** Says what protocol (b) shows on one spacecraft. */
export function seenInSteps(table: Table): string {
  const read = new Reader(table);
  const known = [TIME, PRIOR, 'random'].filter((label) => read.has(label));
  return [
    `**Seen.** The highest ${read.bestText('VUS-PR')}.`,
    `What knows no value: ${known.map((label) => `${label} ${read.text(label, 'VUS-PR')}`).join(', ')}.`,
    differenceText(read, ['ΔVUS-PR [95%]']),
  ].join(' ');
}

/** Says what protocol (c) shows on one spacecraft. */
export function seenInEvents(table: Table): string {
  const read = new Reader(table);
  const share = 'share of steps predicted';
  const [best, random] = [read.best('F1'), 'random'];
  const of = (label: string) =>
    `${label}, ${read.text(label, 'F1')}, with ${read.text(label, share)} of the steps predicted`;
  return [
    `**Seen.** The highest F1 but for the trivial rows: ${of(best)}.`,
    `Chance: ${of(random)}; one sequence over everything: ${read.text('all-anomalous', 'F1')}.`,
    differenceText(read, ['ΔF1 [95%]']),
  ].join(' ');
}

/** Says which measure of protocol (b) agrees least with VUS-PR, and how well random scores do by it. */
export function seenInAgreement(table: Table): string {
  const read = new Reader(table);
  const heading = 'rank correlation with VUS-PR';
  const known = read.labels.filter((label) => !Number.isNaN(read.number(label, heading)));
  const least = known.reduce((a, b) => (read.number(b, heading) < read.number(a, heading) ? b : a));
  const interval = read.text(least, '95% interval of the correlation');
  return `**Seen.** ${least} agrees least with VUS-PR, ${read.text(least, heading)} ${interval}; by it random scores take place ${read.text(least, 'place of random scores')}.`;
}

/** Says how many rows the test of ranks does not separate from the first. */
export function seenInRanks(table: Table): string {
  const read = new Reader(table);
  const heading = 'behind the first by more than chance';
  const near = read.labels.slice(1).filter((label) => read.text(label, heading) === 'no').length;
  return `**Seen.** ${read.labels[0]} has the best mean rank; ${near} of the ${read.labels.length - 1} other rows may be level with it.`;
}

/** Says by how much the ensemble leads the best baseline, and whether that may be chance. */
function differenceText(read: Reader, headings: readonly string[]): string {
  const known = headings.flatMap((heading) => {
    const interval = read.interval(ENSEMBLE, heading);
    return interval ? [{ heading, interval }] : [];
  });
  if (known.length === 0) return '';
  const each = known.map(({ heading, interval: { low, high } }) => {
    const verdict = low > 0 ? 'beyond chance' : high < 0 ? 'behind, beyond chance' : 'may be chance';
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
export function leaderboardAnswer(tables: readonly Table[]): string {
  const readers = (start: string) =>
    tables.filter(({ caption }) => caption?.startsWith(start)).map((table) => new Reader(table));
  const [windows] = readers('Protocol (a)');
  const steps = readers('Protocol (b)');
  const of = (label: string) => steps.map((read) => read.text(label, 'VUS-PR')).join(' and ');
  const place = windows.has(PRIOR) ? PRIOR : TIME;
  return [
    `By VUS-PR on time steps, SMAP and MSL apart, the pooled-context ensemble has ${of(ENSEMBLE)}, a row that looks at no value (${place}) ${of(place)}, the LSTM-VAE ${of('lstm-vae, clipped')}.`,
    `By report 3's protocol (a) the ensemble's ROC-AUC of ${windows.text(ENSEMBLE, 'ROC-AUC')} and F1 of ${windows.text(ENSEMBLE, 'F1')} stand beside ${windows.text(place, 'ROC-AUC')} of that row and ${windows.text(CUT, 'F1')} of calling everything after the first 60 % anomalous: that protocol does not tell a detector from a clock.`,
    `The LSTM-VAE has F1 ${windows.text('lstm-vae, clipped', 'F1')}, a constant reconstruction ${windows.text('constant, clipped', 'F1')}.`,
  ].join(' ');
}

/** Says what the score alone changes of one network, and what forecasters have by the like score. @param table  Protocol (a). */
export function seenOfSplit(table: Table): string {
  const read = new Reader(table);
  const rocAuc = (label: string) => read.text(label, 'ROC-AUC');
  const [all, telemetry] = ['autoencoder', 'autoencoder, telemetry error, context 300'];
  const forecasters = ['lstm-forecaster', 'convolutional-forecaster'].map((label) => `${label} ${rocAuc(label)}`);
  return `**Seen.** The same network's ROC-AUC is ${rocAuc(all)} by the error of all features and ${rocAuc(telemetry)} by the telemetry's over 300 steps. Forecasters, scored like the latter: ${forecasters.join(', ')}.`;
}

/** Says on how many of the hardest channels the ensemble, and the time index, do better than a coin. */
export function seenOfFailures(table: Table): string {
  const read = new Reader(table);
  const better = (heading: string) => read.labels.filter((label) => read.number(label, heading) > 0.5).length;
  const clipped = read.labels.filter((label) => read.number(label, 'share clipped by report 3') > 0.1);
  return `**Seen.** Of these ${read.labels.length} channels the ensemble is better than a coin on ${better(ENSEMBLE)}, the time index on ${better(TIME)}. Report 3's clip cuts more than a tenth of the test steps on ${clipped.join(', ') || 'none of them'}.`;
}
