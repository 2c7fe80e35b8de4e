/** What was taken from the monitor's input, said once; and what was seen of columns that may name a device. */
import { describeLeftOut, describeText, describeUnit, few } from '../data/describe-reading';
import type { Description, TimeDescription } from '../data/read-options';

/** What was taken: the parts of a `Description` that are known of a stream. */
export interface TakenInput extends Pick<Description, 'text' | 'leftOut' | 'notes'> {
  readonly format: string;
  readonly time?: Pick<TimeDescription, 'column' | 'unit'>;
  readonly channel?: string;
  readonly features: readonly string[];
}

/** Ways of writing points that are told; further ones are not, so that no sender can fill the log. */
const MOST_TOLD = 8;
/** Lists of columns that are looked at. */
const MOST_LISTS = 200;
/** Channels of which the texts of further columns are remembered, for each column. */
const MOST_TEXTS = 10_000;

/** Describes in one line what was taken, in the words for files. */
export function describeTaken({ format, text, time, channel, features, leftOut, notes }: TakenInput): string {
  return [
    format + (text ? `, ${describeText(text)}` : ''),
    time ? `time: ${time.column}${describeUnit(time.unit)}` : 'time: none',
    `channel: ${channel ?? 'none'}`,
    `features: ${few(features)}`,
    ...(leftOut.length > 0 ? [`left out: ${describeLeftOut(leftOut)}`] : []),
    ...notes.map((note) => `note: ${note}`),
  ].join('; ');
}

/** What is remembered of an input over all its lines and requests. */
export class InputMemory {
  private readonly lists = new Set<string>();
  private readonly told = new Set<string>();
  private readonly texts = new Map<string, string>();

  /** @param hear  Hears what was taken, once for each way of writing points. */
  constructor(private readonly hear?: (taken: TakenInput) => void) {}

  /** Whether what is taken of such columns was not told yet. */
  isNew(columns: string): boolean {
    if (this.hear === undefined || this.lists.size >= MOST_LISTS || this.lists.has(columns)) return false;
    this.lists.add(columns);
    return true;
  }

  tell(taken: TakenInput): void {
    const key = JSON.stringify(taken);
    if (this.told.size >= MOST_TOLD || this.told.has(key)) return;
    this.told.add(key);
    this.hear?.(taken);
  }

  /** Remembers the text of a column in the points of a channel. @returns  The one that was there before, if it differs. */
  differs(column: string, channel: string, text: string): string | undefined {
    const key = JSON.stringify([column, channel]);
    const known = this.texts.get(key);
    if (known !== undefined) return known === text ? undefined : known;
    if (this.texts.size >= MOST_TEXTS) this.texts.clear();
    this.texts.set(key, text);
    return undefined;
  }
}
