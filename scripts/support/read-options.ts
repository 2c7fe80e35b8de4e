/** The options of reading a file: the same in every command that reads series. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { describeReading, pickReadOptions, type Described, type ReadOptions } from '../../lib/data';

/** What the options come to: `ReadOptions`, and the former name of the time column. */
export interface ReadingOptions extends ReadOptions {
  /** The former name of `timeColumn`. */
  readonly timestampColumn?: string;
}

/** The options by their names in the result, for commands that refuse some beside others. */
export const readingOptionNames = [
  'features',
  'ignore',
  'timeColumn',
  'timestampColumn',
  'timeFormat',
  'timeUnit',
  'labelColumn',
  'anomalousLabel',
  'channelColumn',
  'channel',
  'delimiter',
  'decimal',
  'header',
  'missing',
  'array',
  'sort',
  'resample',
] as const satisfies readonly (keyof ReadingOptions)[];

const DELIMITERS: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t', comma: ',', semicolon: ';', blank: ' ' };

/**
 * Adds the options to a command.
 *
 * @param without  Options that the command does not have, or has with another meaning.
 */
export function readingOptions(command: Command, without: readonly (keyof ReadingOptions)[] = []): Command {
  const options: readonly (readonly [keyof ReadingOptions, Option])[] = [
    [
      'features',
      new Option(
        '--features <names>',
        'columns to take, with commas between them (default: all that are numbers)',
      ).argParser(list),
    ],
    ['ignore', new Option('--ignore <names>', 'columns to leave out, with commas between them').argParser(list)],
    ['timeColumn', new Option('--time-column <name>', 'column with the time, not a feature (default: recognised)')],
    ['timeColumn', new Option('--no-time-column', 'no column holds the time')],
    ['timestampColumn', new Option('--timestamp-column <name>').hideHelp()],
    [
      'timeFormat',
      new Option(
        '--time-format <format>',
        "how times are written, as strftime: '%d.%m.%Y %H:%M:%S' (default: recognised)",
      ),
    ],
    [
      'timeUnit',
      new Option('--time-unit <unit>', 'unit of times that are numbers (default: by their size)').choices([
        's',
        'ms',
        'us',
        'ns',
      ]),
    ],
    [
      'labelColumn',
      new Option('--label-column <name>', 'column of labels (default: label, labels, anomaly or is_anomaly)'),
    ],
    ['labelColumn', new Option('--no-label-column', 'no column holds labels')],
    [
      'anomalousLabel',
      new Option(
        '--anomalous-label <labels>',
        'labels that mean anomalous, such as attack, with commas between them',
      ).argParser(list),
    ],
    ['channelColumn', new Option('--channel-column <name>', 'column that tells several devices in one file apart')],
    ['channelColumn', new Option('--no-channel-column', 'all rows are of one device')],
    ['channel', new Option('--channel <name>', 'with --channel-column: the device to read')],
    [
      'delimiter',
      new Option(
        '--delimiter <sign>',
        'sign between cells, tab, or blanks for any run of them (default: recognised)',
      ).argParser(delimiter),
    ],
    ['decimal', new Option('--decimal <sign>', 'sign before decimals (default: recognised)').choices(['.', ','])],
    ['header', new Option('--header', 'the first row names the columns (default: recognised)')],
    ['header', new Option('--no-header', 'the first row is data')],
    [
      'missing',
      new Option(
        '--missing <marks>',
        'further marks of missing values, such as ? or -9999, with commas between them',
      ).argParser(list),
    ],
    ['array', new Option('--array <name>', 'array of an .npz file to read (default: its only one)')],
    ['sort', new Option('--sort', 'sort the rows by time')],
    ['sort', new Option('--no-sort', 'take the rows in their order, whatever their times')],
    [
      'resample',
      new Option('--resample <step>', 'bring the series to equal steps, such as 10s or 5min, by the mean of each'),
    ],
  ];
  for (const [name, option] of options) if (!without.includes(name)) command.addOption(option);
  return command;
}

/** Takes `--features` on a command whose pipeline has its features, for {@link requireNoFeatures} to say why not. */
export function refusedFeatures(command: Command): Command {
  return command.addOption(new Option('--features <names>').argParser(list).hideHelp());
}

/** Checks that `--features` is not given. @throws If it is. */
export function requireNoFeatures({ features }: ReadingOptions): void {
  if (features === undefined) return;
  throw new Error(
    '--features: the saved pipeline fixes the features, and finds them by name; npm run fit -- --features chooses others.',
  );
}

/** Takes the options of reading out of a command's. @throws If the time column is named twice. */
export function readOptionsOf({ timestampColumn, ...options }: ReadingOptions): ReadOptions {
  const { timeColumn } = options;
  if (timestampColumn !== undefined && timeColumn !== undefined && timeColumn !== timestampColumn) {
    throw new Error('--time-column and --timestamp-column are one option; give it once.');
  }
  return pickReadOptions({ ...options, timeColumn: timeColumn ?? timestampColumn });
}

/** Prints what was taken from each file. */
export function printReadings(descriptions: readonly Described[], options?: { readonly full?: boolean }): void {
  for (const description of descriptions) console.log(describeReading(description, options).join('\n'));
}

function list(text: string, before: readonly string[] = []): readonly string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.every((item) => item !== '')) return [...before, ...items];
  throw new InvalidArgumentError('Expected names with commas between them.');
}

function delimiter(text: string): string {
  const sign = DELIMITERS[text] ?? text;
  if (sign.length === 1 || sign === 'blanks') return sign;
  throw new InvalidArgumentError('Expected one sign, tab, or blanks.');
}
