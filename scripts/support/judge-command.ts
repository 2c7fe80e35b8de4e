/** The command that judges scores: the same in a clone (npm run judge) and in the package (npx telltale judge). */
import { Command, Option } from 'commander';
import path from 'node:path';
import { writeFileAtomic } from '../../lib/base';
import { findSmapMsl } from '../../lib/data';
import type { MeasureName } from '../../lib/experiments';
import {
  describeJudgement,
  judgementTables,
  judgeRows,
  loadScores,
  parseMeasure,
  parseThreshold,
  plotJudgement,
} from '../../lib/judge';
import type { Figure } from '../../lib/plots';
import { toLatex, toMarkdown } from '../../lib/tables';
import { fromInvocation, requireWritable } from './command';
import { realNumber, wholeNumber } from './numbers';
import { printReadings, readingOptions, readOptionsOf, type ReadingOptions } from './read-options';

interface JudgeCommandOptions extends ReadingOptions {
  readonly scores: readonly string[];
  readonly labels?: string;
  readonly trainScores?: readonly string[];
  readonly series?: string;
  readonly train?: string;
  readonly data?: string;
  readonly name?: readonly string[];
  readonly scoreColumn?: readonly string[];
  readonly scoreWindow?: number;
  readonly fillMissing?: boolean;
  readonly negate?: boolean;
  readonly threshold?: string;
  readonly measure: MeasureName;
  readonly window?: number;
  readonly stride?: number;
  readonly stepSeconds?: number;
  readonly seed: number;
  readonly baselines: boolean;
  readonly json?: string;
  readonly markdown?: string;
  readonly latex?: string;
  readonly figure?: string;
}

/** How figures are written where the command runs. */
export interface FigureWriter {
  /** Of the names of files that it can write. */
  readonly endings: readonly string[];
  readonly write: (figure: Figure, file: string) => Promise<void>;
}

export interface JudgeCommand {
  readonly command: Command;
  /** Judges by the options that the command has parsed. */
  readonly main: () => Promise<void>;
}

/**
 * Makes the command.
 *
 * @param name  As the user calls it.
 */
export function judgeCommand(name: string, figures: FigureWriter): JudgeCommand {
  const command = new Command(name)
    .description('Judges scores of any detector, in any language: all measures, beside rows that know nothing.')
    .requiredOption(
      '--scores <paths...>',
      'scores, higher = more anomalous: a file, or a folder with one per series; several detectors are compared',
    )
    .option('--labels <path>', 'labels: a file or a folder (default: a label column beside the values or the scores)')
    .option('--train-scores <paths...>', 'scores of normal training data, for the threshold: one for each --scores')
    .option('--series <path>', 'the values that were scored, for the baselines: a file or a folder')
    .option('--train <path>', 'normal values that the baselines learn from (default: --series, without its labels)')
    .option('--data <folder>', 'SMAP/MSL telemetry: labels and values by channel; the files of --scores are named so')
    .option('--name <names...>', 'names of the detectors (default: of their files)')
    .option('--score-column <names...>', 'columns of scores, each a detector (default: the only one, or score)')
    .option('--score-window <steps>', 'each score is of a window of so many steps, one step apart', wholeNumber(1, 1e6))
    .option('--fill-missing', 'missing scores, as of a warm-up, become the lowest one of their file')
    .option('--negate', 'lower scores are more anomalous, as of likelihoods')
    .option(
      '--threshold <rule>',
      'a number, or a rule: percentile:99, test-percentile:95, sigma:3, false-positive-rate:0.01, spot:0.001, otsu (default: percentile:99 with --train-scores, else test-percentile:95)',
    )
    .addOption(
      new Option('--measure <name>', 'what detectors are compared by, as the tables or --json call it')
        .argParser(parseMeasure)
        .default('vusPr'),
    )
    .option('--window <steps>', 'windows of protocol (a) (default: 10)', wholeNumber(1, 1e6))
    .option('--stride <steps>', 'from one such window to the next (default: 5, with --window 1)', wholeNumber(1, 1e6))
    .option(
      '--step-seconds <seconds>',
      'from one step to the next, for alarms a day (default: by the times, else 60)',
      realNumber(1e-9, 1e9),
    )
    .option('--seed <number>', 'of the random scores', wholeNumber(0, 2 ** 32 - 1), 0)
    .option('--no-baselines', 'leave out the simple detectors')
    .option('--json <file>', 'write everything as JSON')
    .option('--markdown <file>', 'write the verdict and the tables')
    .option('--latex <file>', 'write the tables for LaTeX')
    .option('--figure <file>', `draw the detectors with their intervals (${figures.endings.join(', ')})`);
  command.optionsGroup('Reading of the files, where that is not recognised:');
  readingOptions(command, ['features', 'ignore']);
  return { command, main: () => judgeFiles(command.opts<JudgeCommandOptions>(), figures) };
}

async function judgeFiles(options: JudgeCommandOptions, figures: FigureWriter): Promise<void> {
  const outputs = outputsOf(options, figures.endings);
  const paths = (given?: readonly string[]) => given?.map((each) => fromInvocation(each));
  const loaded = loadScores(
    {
      scores: paths(options.scores)!,
      names: options.name,
      columns: options.scoreColumn,
      trainScores: paths(options.trainScores),
      labels: fromInvocation(options.labels),
      series: fromInvocation(options.series),
      train: fromInvocation(options.train),
      ...(options.data !== undefined && { telemetry: findSmapMsl({ data: fromInvocation(options.data) }).root }),
    },
    {
      reading: readOptionsOf(options),
      fill: options.fillMissing,
      window: options.scoreWindow,
      negate: options.negate,
    },
  );
  printReadings(loaded.described);
  for (const note of loaded.notes) console.log(`Note: ${note}.`);
  console.log('');
  const judgement = await judgeRows(loaded.series, loaded.rows, {
    threshold: options.threshold === undefined ? undefined : parseThreshold(options.threshold),
    measure: options.measure,
    windowSize: options.window,
    stride: options.stride,
    stepSeconds: options.stepSeconds,
    seed: options.seed,
    baselines: options.baselines,
    targets: loaded.targets,
    onProgress: progressLine(),
  });
  const words = describeJudgement(judgement);
  const tables = judgementTables(judgement);
  const markdown = tables.map((table) => toMarkdown(table)).join('\n\n');
  console.log(`${words.join('\n')}\n\n${markdown}`);
  if (outputs.json) writeFileAtomic(outputs.json, `${JSON.stringify(judgement, undefined, 2)}\n`);
  if (outputs.markdown) writeFileAtomic(outputs.markdown, `${asMarkdown(words)}\n\n${markdown}\n`);
  if (outputs.latex) writeFileAtomic(outputs.latex, `${tables.map((table) => toLatex(table)).join('\n\n')}\n`);
  if (outputs.figure) await figures.write(plotJudgement(judgement), outputs.figure);
}

/** Prints what is worked on: each new row that takes a while, and within one no more than a line every two seconds. */
function progressLine() {
  let last = Date.now();
  let row = '';
  return ({ label }: { readonly label: string }) => {
    const [own] = label.split(' on ');
    const now = Date.now();
    if (now - last < (own === row ? 2000 : 200)) return;
    [last, row] = [now, own];
    process.stderr.write(`  ${label} ...\n`);
  };
}

/** Makes a list of what is indented. */
function asMarkdown(words: readonly string[]): string {
  return words.map((line) => (line.startsWith('  ') ? `- ${line.trim()}` : line)).join('\n');
}

/** Checks before the work that every file can be written. @throws If one cannot. */
function outputsOf({ json, markdown, latex, figure }: JudgeCommandOptions, endings: readonly string[]) {
  const files = {
    json: fromInvocation(json),
    markdown: fromInvocation(markdown),
    latex: fromInvocation(latex),
    figure: fromInvocation(figure),
  };
  for (const [option, file] of Object.entries(files)) if (file) requireWritable(`--${option}`, file);
  if (figure !== undefined) requireEnding(figure, endings);
  return files;
}

/** @throws If a figure cannot be written where the command runs. */
function requireEnding(figure: string, endings: readonly string[]): void {
  if (endings.includes(path.extname(figure).toLowerCase())) return;
  const where = endings.includes('.png') ? '' : '; pictures need a browser, which a clone of Telltale has';
  throw new Error(`--figure ${figure}: expected a name ending in ${endings.join(', ')}${where}.`);
}
