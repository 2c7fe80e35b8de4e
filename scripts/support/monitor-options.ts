/** The options of `npm run monitor`. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { lineFormats, type LineFormat, type PointColumns } from '../../lib/monitor';
import { realNumber, wholeNumber } from './numbers';
import {
  readingOptionNames,
  readingOptions,
  readOptionsOf,
  type ReadingOptions,
  refusedFeatures,
  requireNoFeatures,
} from './read-options';

export interface MonitorCommandOptions extends ReadingOptions {
  pipeline: string;
  input?: string;
  replay?: string;
  speed: number | 'max';
  format?: LineFormat;
  follow?: boolean;
  maxChannels: number;
  channelIdle: number;
  interval?: number;
  lateness: number;
  maxFill: number;
  threshold: 'fixed' | 'spot';
  q: number;
  driftWindow: number;
  openAfter: number;
  clearFraction: number;
  coolDown: number;
  print: 'alerts' | 'scores';
  alerts?: string;
  scores?: string;
  webhookEnv?: string;
  webhookTokenEnv?: string;
  notify: 'opened' | 'both';
  state?: string;
  host: string;
  port: number;
  metricsPort?: number;
  tokenEnv?: string;
  metricsTokenEnv?: string;
  openMetrics?: boolean;
  allowHost?: string[];
  bodyLimit: number;
  staleAfter?: number;
  logLevel: string;
}

const POINTS = `
Examples of a point as a line of JSON, with features named heat and flow; time and channel are optional:
  {"timestamp": "2024-05-01T00:00:00Z", "channel": "pump-1", "heat": 20.5, "flow": 3}
  {"timestamp": 1714521600000, "channel": "pump-1", "values": [20.5, 3]}
  [20.5, 3]
In CSV (--format csv) the first line names the columns; cells may have commas, semicolons, tabs or blanks between.`;

const time = realNumber(0, Number.MAX_SAFE_INTEGER);
const port = wholeNumber(0, 65_535);

/** Makes the command with all its options. */
export function monitorCommand(): Command {
  const command = new Command('npm run monitor --')
    .description('Scores points as they arrive and raises one alert per anomalous event. SIGTERM stops it cleanly.')
    .requiredOption('--pipeline <folder>', 'saved pipeline, from npm run fit or AnomalyPipeline.save')
    .addHelpText('after', POINTS);
  inputOptions(command);
  judgementOptions(command);
  return outputOptions(command);
}

/** The options that need a whole file, and so a recording. */
const REPLAYED: readonly (keyof ReadingOptions)[] = ['array', 'sort', 'resample'];

function inputOptions(command: Command): void {
  command
    .option(
      '--input <what>',
      'file, - for standard input, or http: POST /points (application/x-ndjson, application/json or text/csv)',
    )
    .option(
      '--replay <file>',
      'instead of --input: recorded series (.npy, .csv, .jsonl, .parquet), replayed from its start as if it arrived now',
    )
    .option('--speed <factor>', 'with --replay: how many times faster than recorded, or max', speed, 'max')
    .addOption(
      new Option(
        '--format <name>',
        'format of the lines (default: csv for a .csv, .tsv, .txt or .dat file, else jsonl)',
      ).choices([...lineFormats]),
    )
    .option('--follow', 'with a file: wait for more lines at its end');
  command.optionsGroup('Reading of the points, where that is not as npm run fit read its file:');
  readingOptions(command, ['features', 'anomalousLabel', 'channel', ...REPLAYED]);
  refusedFeatures(command);
  command.optionsGroup('Reading of a recording, with --replay:');
  readingOptions(
    command,
    readingOptionNames.filter((name) => !REPLAYED.includes(name)),
  );
  command
    .optionsGroup('Channels and the order of points:')
    .option(
      '--channel <name>',
      'channel of points that do not name one; with --replay and --channel-column: the device',
    )
    .option('--max-channels <number>', 'largest number of channels, each with its own window', wholeNumber(1, 1e5), 64)
    .option(
      '--channel-idle <seconds>',
      'time without a point after which a channel makes room for a new one; one that was never scored does so sooner',
      realNumber(1, 1e7),
      600,
    )
    .option(
      '--interval <time>',
      'expected time between points, in the unit of their timestamps (ms); needed to recognize gaps',
      time,
    )
    .option('--lateness <time>', 'how long to hold points back, so that late ones can be put in order', time, 0)
    .option(
      '--max-fill <points>',
      'longest run of missing points that is filled; a longer gap empties the window',
      wholeNumber(0, 1000),
      3,
    );
}

function judgementOptions(command: Command): void {
  command
    .optionsGroup('Thresholds and alerts:')
    .addOption(
      new Option('--threshold <kind>', "fixed: the pipeline's threshold; spot: adapts to the scores")
        .choices(['fixed', 'spot'])
        .default('fixed'),
    )
    .option(
      '--q <probability>',
      'with spot: probability that a normal score exceeds the threshold',
      realNumber(0, 1),
      1e-3,
    )
    .option(
      '--drift-window <points>',
      'with spot: number of scores whose mean is followed; 0 for no drift',
      wholeNumber(0, 1e5),
      0,
    )
    .option(
      '--open-after <points>',
      'points in a row above the threshold before an alert opens',
      wholeNumber(1, 1e6),
      1,
    )
    .option(
      '--clear-fraction <share>',
      'share of the threshold to which scores must fall before an alert can close',
      realNumber(0, 1),
      0.9,
    )
    .option('--cool-down <points>', 'quiet points in a row before an alert closes', wholeNumber(1, 1e6), 10);
}

function outputOptions(command: Command): Command {
  return command
    .optionsGroup('Output, state and server:')
    .addOption(
      new Option('--print <what>', 'what goes to standard output').choices(['alerts', 'scores']).default('alerts'),
    )
    .option('--alerts <file>', 'also write alerts to this file, as JSON lines; its size is bounded')
    .option('--scores <file>', 'also write scores and alerts to this file')
    .option('--webhook-env <name>', "environment variable that holds a webhook's address (Slack format); needs --state")
    .option('--webhook-token-env <name>', 'environment variable that holds a bearer token for the webhook')
    .addOption(
      new Option('--notify <when>', 'which alerts go to the webhook').choices(['opened', 'both']).default('opened'),
    )
    .option('--state <folder>', 'folder that keeps windows, thresholds, open alerts and the outbox for a restart')
    .option(
      '--host <address>',
      'address to listen on; to take points from other machines, --token-env is required',
      '127.0.0.1',
    )
    .option('--port <number>', 'with --input http: port to listen on; 0 for any free port', port, 8080)
    .option('--metrics-port <number>', 'with other inputs: port for /metrics and /health', port)
    .option(
      '--token-env <name>',
      'environment variable that holds the bearer token required to post points, from other machines also for metrics',
    )
    .option('--metrics-token-env <name>', 'environment variable that holds the bearer token required for /metrics')
    .option('--open-metrics', 'serve /metrics and the details of /health to other machines without a token')
    .option(
      '--allow-host <name...>',
      'names by which the server may be addressed, beside localhost, --host and, from other machines, IP addresses',
    )
    .option('--body-limit <bytes>', 'largest request', wholeNumber(1, 2 ** 26), 2 ** 20)
    .option(
      '--stale-after <seconds>',
      'time without a valid point, from the start on, after which /health answers 503',
      time,
    )
    .addOption(
      new Option('--log-level <name>', 'level of the log on standard error')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    );
}

/** Returns how the text of points is read, by the options; what is not given is as the pipeline was fitted. */
export function readingOf(options: ReadingOptions): Omit<PointColumns, 'features' | 'names'> {
  const { features: _features, channel: _channel, timeColumn, ...given } = readOptionsOf(options);
  return { ...given, ...(timeColumn !== undefined && { timestampColumn: timeColumn }) };
}

/** Returns the format of the input's lines: --format, or by the file's name. */
export function lineFormat({ format, input = '' }: Pick<MonitorCommandOptions, 'format' | 'input'>): LineFormat {
  return format ?? (/\.(csv|tsv|txt|dat)(\.gz)?$/i.test(input) ? 'csv' : 'jsonl');
}

function speed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const factor = realNumber(0, 1e9)(text);
  if (factor === 0) throw new InvalidArgumentError('Expected max or a number above 0.');
  return factor;
}

/** Checks the combination of options. @throws If one excludes or needs another. */
export function checkCombination(options: MonitorCommandOptions): void {
  const { input, replay, webhookEnv, webhookTokenEnv, state, follow, metricsPort } = options;
  if ((input === undefined) === (replay === undefined))
    throw new Error(`Expected either --input or --replay; found ${input === undefined ? 'neither' : 'both'}.`);
  if (webhookEnv !== undefined && state === undefined)
    throw new Error('--webhook-env needs --state, where its outbox is kept.');
  if (webhookTokenEnv !== undefined && webhookEnv === undefined) {
    throw new Error('--webhook-token-env needs --webhook-env.');
  }
  const isFile = input !== undefined && input !== '-' && input !== 'http';
  requireNoFeatures(options);
  const whole = REPLAYED.find((name) => options[name] !== undefined);
  if (whole !== undefined && replay === undefined) throw new Error(`--${whole} needs --replay, a whole file.`);
  if (follow && !isFile) throw new Error('--follow needs a file as --input.');
  if (metricsPort !== undefined && input === 'http')
    throw new Error('--metrics-port cannot be used with --input http; use --port.');
  if (options.clearFraction === 0) throw new Error('--clear-fraction must be above 0.');
}
