/** What `npm run monitor` can be told. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { lineFormats, type LineFormat } from '../../lib/monitor';
import { realNumber, wholeNumber } from './numbers';

export interface MonitorCommandOptions {
  pipeline: string;
  input?: string;
  replay?: string;
  speed: number | 'max';
  format?: LineFormat;
  follow?: boolean;
  channel?: string;
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
  bodyLimit: number;
  staleAfter?: number;
  logLevel: string;
}

const POINTS = `
A point in a line of JSON, of features called heat and flow; time and channel may be left out:
  {"timestamp": "2024-05-01T00:00:00Z", "channel": "pump-1", "heat": 20.5, "flow": 3}
  {"timestamp": 1714521600000, "channel": "pump-1", "values": [20.5, 3]}
  [20.5, 3]
Of CSV (--format csv) the first line names the columns.`;

const time = realNumber(0, Number.MAX_SAFE_INTEGER);
const port = wholeNumber(0, 65_535);

export function monitorCommand(): Command {
  const command = new Command('npm run monitor --')
    .description(
      'Scores points as they come and tells of anomalies, one alert an event. SIGTERM ends it in good order.',
    )
    .requiredOption('--pipeline <folder>', 'a fitted pipeline, as AnomalyPipeline.save wrote it')
    .addHelpText('after', POINTS);
  inputOptions(command);
  judgementOptions(command);
  return outputOptions(command);
}

function inputOptions(command: Command): void {
  command
    .option(
      '--input <what>',
      'a file, - for standard input, or http: POST /points there, as application/x-ndjson, application/json or text/csv',
    )
    .option(
      '--replay <file>',
      'instead of --input: a recorded series (.npy, .csv, .jsonl) as if it came in now, from its start',
    )
    .option('--speed <factor>', 'with --replay: times faster than recorded, or max', speed, 'max')
    .addOption(
      new Option('--format <name>', 'of lines; default: csv for a file so called, else jsonl').choices([
        ...lineFormats,
      ]),
    )
    .option('--follow', 'with a file: wait for more at its end')
    .option('--channel <name>', 'of points that name none')
    .option('--interval <time>', 'expected between points, in the unit of their timestamps (ms); tells gaps', time)
    .option('--lateness <time>', 'hold points back so long, that late ones find their place', time, 0)
    .option(
      '--max-fill <points>',
      'missing in a row that are filled; a longer gap empties the window',
      wholeNumber(0, 1e6),
      3,
    );
}

function judgementOptions(command: Command): void {
  command
    .addOption(
      new Option('--threshold <kind>', "fixed is the pipeline's own; spot adapts")
        .choices(['fixed', 'spot'])
        .default('fixed'),
    )
    .option('--q <probability>', 'with spot: that a normal score exceeds the threshold', realNumber(0, 1), 1e-3)
    .option('--drift-window <points>', 'with spot: follow the mean of so many; 0 for none', wholeNumber(0, 1e5), 0)
    .option('--open-after <points>', 'above the threshold in a row before an alert opens', wholeNumber(1, 1e6), 1)
    .option(
      '--clear-fraction <share>',
      'of the threshold, to which scores must fall for it to end',
      realNumber(0, 1),
      0.9,
    )
    .option('--cool-down <points>', 'quiet in a row before an alert closes', wholeNumber(1, 1e6), 10);
}

function outputOptions(command: Command): Command {
  return command
    .addOption(new Option('--print <what>', 'on standard output').choices(['alerts', 'scores']).default('alerts'))
    .option('--alerts <file>', 'also write alerts there, as JSON lines of bounded size')
    .option('--scores <file>', 'also write scores and alerts there')
    .option('--webhook-env <name>', "environment variable with a webhook's address (Slack's format); needs --state")
    .option('--webhook-token-env <name>', 'environment variable with a bearer token for the webhook')
    .addOption(new Option('--notify <when>', 'what the webhook hears').choices(['opened', 'both']).default('opened'))
    .option('--state <folder>', 'keep windows, thresholds, open alerts and the outbox there, for a restart')
    .option('--host <address>', 'for http; others than this machine need --token-env', '127.0.0.1')
    .option('--port <number>', 'for --input http; 0 for any', port, 8080)
    .option('--metrics-port <number>', 'with other inputs: serve /metrics and /health', port)
    .option('--token-env <name>', 'environment variable with the bearer token that points must come with')
    .option('--body-limit <bytes>', 'of a request', wholeNumber(1, 2 ** 26), 2 ** 20)
    .option('--stale-after <seconds>', 'without input, after which /health answers 503', time)
    .addOption(
      new Option('--log-level <name>', 'of the log on standard error')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    );
}

/** The format of the input's lines: as told, else by the ending of its name. */
export function lineFormat({ format, input = '' }: Pick<MonitorCommandOptions, 'format' | 'input'>): LineFormat {
  return format ?? (/\.csv$/i.test(input) ? 'csv' : 'jsonl');
}

function speed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const factor = realNumber(0, 1e9)(text);
  if (factor === 0) throw new InvalidArgumentError('Expected max or a number above 0.');
  return factor;
}

/** @throws If options exclude or need each other. */
export function checkCombination(options: MonitorCommandOptions): void {
  const { input, replay, webhookEnv, webhookTokenEnv, state, follow, metricsPort } = options;
  if ((input === undefined) === (replay === undefined)) throw new Error('Expected either --input or --replay.');
  if (webhookEnv !== undefined && state === undefined) throw new Error('--webhook-env needs --state for its outbox.');
  if (webhookTokenEnv !== undefined && webhookEnv === undefined) {
    throw new Error('--webhook-token-env needs --webhook-env.');
  }
  const isFile = input !== undefined && input !== '-' && input !== 'http';
  if (follow && !isFile) throw new Error('--follow needs a file as --input.');
  if (metricsPort !== undefined && input === 'http') throw new Error('--metrics-port: with --input http, use --port.');
  if (options.clearFraction === 0) throw new Error('--clear-fraction must be above 0.');
}
