/**
 * Which cells of a label column mean anomalous: 0 and 1, true and false, -1 and 1, or words.
 *
 * 0 and false are normal, 1 and true anomalous. Words that usually say one of the two are taken as they say; of two words
 * it is enough that one is known. What may be meant either way, such as -1 beside 1, is refused until the user says which
 * labels are anomalous. Case and blanks within a word make no difference, and numbers are compared as numbers.
 */
import { counted, DataError } from '../base/index';

/** A label as it is written, how often, and the first line that has it. */
export interface LabelValue {
  readonly text: string;
  readonly count: number;
  /** Counted from 1. */
  readonly line: number;
}

export interface LabelRule {
  /** The file, for messages. */
  readonly name: string;
  /** The column, for messages. */
  readonly column: string;
  /** The labels that mean anomalous; all others, empty cells too, are normal. Default: decided by the words. */
  readonly anomalousLabel?: string | readonly string[];
}

export interface DecidedLabels {
  /** One per value: 1 if it means anomalous. */
  readonly anomalous: Uint8Array;
  /** The labels that count as anomalous, as they are written, where they are not 1 and true. */
  readonly anomalousLabels?: readonly string[];
  /** What a user should know of the decision, each a sentence without a full stop. */
  readonly notes: readonly string[];
}

/** Labels of a column with more different values than this are not labels. */
const MOST_VALUES = 1000;

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const PLAIN: ReadonlySet<string> = new Set(['0', '1', 'false', 'true']);
const NORMAL: ReadonlySet<string> = new Set(
  '0 false no n normal benign ok okay good regular nominal healthy inlier clean pass passed noattack noanomaly nofault noevent'.split(
    ' ',
  ),
);
const ANOMALOUS: ReadonlySet<string> = new Set(
  '1 true yes y anomaly anomalous abnormal attack outlier fault faulty failure failed fail bad broken malicious intrusion error defect defective alarm'.split(
    ' ',
  ),
);

/**
 * Decides which of a column's labels mean anomalous.
 *
 * @throws {DataError} If a label cannot be told; the message names the first line that has it and what to say instead.
 */
export function decideLabels(values: readonly LabelValue[], rule: LabelRule): DecidedLabels {
  const wanted = rule.anomalousLabel === undefined ? [] : [rule.anomalousLabel].flat();
  if (wanted.length > 0) return byWanted(values, rule, wanted);
  const forms = values.map(({ text }) => plainForm(text));
  const decided = (isAnomalous: (form: string) => boolean) => Uint8Array.from(forms, (form) => +isAnomalous(form));
  if (forms.every((form) => PLAIN.has(form))) return { anomalous: decided((form) => ANOMALOUS.has(form)), notes: [] };
  if (forms.includes('-1') && forms.includes('1') && forms.every((form) => form === '-1' || form === '1')) {
    const which = 'some programs mark anomalies with -1 and others with 1';
    throw new DataError(
      `${rule.name}: column ${quoted(rule.column)} holds the labels -1 and 1: ${which}; say which with --anomalous-label`,
    );
  }
  const unknown = [...new Set(forms.filter((form) => !NORMAL.has(form) && !ANOMALOUS.has(form)))];
  const known = [...new Set(forms)].filter((form) => !unknown.includes(form));
  const isWord = (form: string) => /\p{L}|^\D+$/u.test(form) && !NUMBER.test(form);
  const ofTwo = unknown.length === 1 && known.length === 1 && isWord(unknown[0]);
  if (unknown.length > 0 && !ofTwo) throw new DataError(undecided(values, rule, unknown));
  const others = known.some((form) => NORMAL.has(form)) ? ANOMALOUS : NORMAL;
  const anomalous = decided((form) => (ofTwo && form === unknown[0] ? others === ANOMALOUS : ANOMALOUS.has(form)));
  return withNote(values, rule, anomalous);
}

/** Takes the labels that the user names as anomalous, and all others as normal. */
function byWanted(values: readonly LabelValue[], rule: LabelRule, wanted: readonly string[]): DecidedLabels {
  const forms = wanted.map(plainForm);
  const anomalous = Uint8Array.from(values, ({ text }) => +forms.includes(plainForm(text)));
  const anomalousLabels = values.filter((_, i) => anomalous[i] === 1).map(({ text }) => text);
  if (anomalousLabels.length > 0) return { anomalous, anomalousLabels, notes: [] };
  const note = `column ${quoted(rule.column)} has no label ${wanted.map(quoted).join(' or ')}; it holds ${listed(values)}`;
  return { anomalous, anomalousLabels, notes: [note] };
}

function withNote(values: readonly LabelValue[], { column }: LabelRule, anomalous: Uint8Array): DecidedLabels {
  const side = (label: number) => values.filter((_, i) => anomalous[i] === label).map(({ text }) => text);
  const says = (label: number, meaning: string) =>
    side(label).length > 0 ? [`${side(label).map(quoted).join(', ')} as ${meaning}`] : [];
  const note = `column ${quoted(column)}: labels ${[...says(1, 'anomalous'), ...says(0, 'normal')].join(', ')}`;
  return { anomalous, anomalousLabels: side(1), notes: [note] };
}

function undecided(values: readonly LabelValue[], { name, column }: LabelRule, unknown: readonly string[]): string {
  const first = values.find(({ text }) => unknown.includes(plainForm(text)))!;
  const words = values.length > 1 ? `; the column holds ${listed(values)}` : '';
  const expected = `${name}: line ${first.line}, column ${quoted(column)}: expected a label 0 or 1, found ${quoted(first.text)}`;
  return `${expected}${words}; say with --anomalous-label which labels are anomalous`;
}

/** Brings a label to the form that is compared: numbers as numbers, words without case and what lies between their letters. */
function plainForm(text: string): string {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return String(Number(trimmed) + 0);
  // Signs elsewhere are part of the label: '--1' is neither 1 nor -1.
  return trimmed.toLowerCase().replace(/(?<=[a-z])[\s_-]+(?=[a-z])/g, '');
}

function listed(values: readonly LabelValue[]): string {
  const shown = values.slice(0, 5).map(({ text, count }) => `${quoted(text)} ${counted(count, 'time')}`);
  return shown.join(', ') + (values.length > 5 ? ` and ${values.length - 5} other labels` : '');
}

const quoted = (text: string) => `'${text.length > 40 ? `${text.slice(0, 40)}...` : text}'`;

/** Collects a label column cell by cell, in two bytes a cell, and decides at its end which cells are anomalous. */
export class LabelColumn {
  private readonly values: { text: string; count: number; line: number }[] = [];
  private readonly codeOf = new Map<string, number>();
  private codes = new Uint16Array(1024);
  private length = 0;

  constructor(private readonly rule: LabelRule) {}

  /**
   * Takes the next cell.
   *
   * @param text  Empty for a missing label.
   * @param line  The cell's line, counted from 1.
   * @throws {DataError} If there are more different values than labels can be.
   */
  add(text: string, line: number): void {
    let code = this.codeOf.get(text);
    if (code === undefined) {
      code = this.values.length;
      if (code === MOST_VALUES) throw new DataError(this.tooMany(text, line));
      this.codeOf.set(text, code);
      this.values.push({ text, count: 0, line });
    }
    this.values[code].count++;
    if (this.length === this.codes.length) {
      const longer = new Uint16Array(2 * this.length);
      longer.set(this.codes);
      this.codes = longer;
    }
    this.codes[this.length++] = code;
  }

  /**
   * Decides which cells are anomalous.
   *
   * @returns  1 where anomalous, one label per cell, with what {@link decideLabels} has to say.
   * @throws {DataError} If a label cannot be told.
   */
  finish(): Omit<DecidedLabels, 'anomalous'> & { readonly labels: Uint8Array } {
    const { anomalous, ...rest } = decideLabels(this.values, this.rule);
    const labels = new Uint8Array(this.length);
    for (let i = 0; i < this.length; i++) labels[i] = anomalous[this.codes[i]];
    return { ...rest, labels };
  }

  private tooMany(text: string, line: number): string {
    const { name, column } = this.rule;
    const found = `found ${quoted(text)} as another of more than ${MOST_VALUES} values`;
    return `${name}: line ${line}, column ${quoted(column)}: expected labels, ${found}`;
  }
}
