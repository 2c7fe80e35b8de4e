/** `--model` and `--detector`: one detector on any series, beside what every table carries. */
import { counted } from '../../lib/base';
import { labelsToSegments } from '../../lib/data';
import {
  describeSource,
  executor,
  loadSource,
  parseJob,
  planTable,
  requireJobSettings,
  runSuite,
  usesWindows,
  type Job,
  type PlannedRow,
  type Protocol,
  type Source,
  type SuiteResult,
  type SuiteTable,
} from '../../lib/experiments';
import { plotScores, saveFigure } from '../../lib/plots';
import { planJobs, writeJobsFile } from '../../lib/runs';
import { oneDetectorTable, showOneDetector } from '../../lib/suites';
import { chosenDetector, type ChosenDetector } from './chosen-detector';
import { fromInvocation, inFile } from './command';
import { chooseSource, printSource, refuse, refuseVaried, SIMULATED, type GivenOptions } from './experiment-options';
import { describeWorkers, outputsOf, placeOf, present, requireAll, withoutFailedBaselines } from './experiment-place';
import { progressBar } from './progress';
import { fieldsOfSweep, readSweep, requireFigureFile, runSweep, sweepJobs } from './run-sweep';

/** Runs one detector and prints its tables. */
export async function modelCommand(options: Parameters<typeof chosenDetector>[0]): Promise<void> {
  const { profile } = options;
  const chosen = chosenDetector(options);
  const { row, name: model, configFile } = chosen;
  if (row.label === undefined && !usesWindows(row.detector, options)) {
    const why = 'it scores series as a whole, and windows are not measured';
    refuse(`--model ${model} without windows in --measured-on`, options, ['windowSize', 'stride'], why);
  }
  const outputs = outputsOf(options);
  const { source, simulated } = chooseSource(options);
  const sweepFile = fromInvocation(options.sweep);
  const sweep = sweepFile === undefined ? undefined : readSweep(sweepFile);
  if (sweep) refuseVaried(options, fieldsOfSweep(sweep));
  const figure = figureFile(options, source);
  const table = modelTable(options, chosen, { source, drawn: figure !== undefined && !sweep });
  const rows = planTable(table, profile);
  // A baseline may be the same detector with other settings.
  const own = rows.filter(({ row }) => row === table.rows[0]);
  await inFile(configFile, () => jobsOf(own).forEach(parseJob));
  const planned = sweep ? await inFile(sweepFile, () => sweepJobs(sweep, jobsOf(own))) : jobsOf(rows);
  const named = [configFile, sweepFile].flatMap((file) => file ?? []);
  await inFile(named.join(' with ') || undefined, () => requireJobSettings(planned));
  if (options.jobs !== undefined) {
    const file = fromInvocation(options.jobs);
    writeJobsFile(file, planJobs(planned, executor));
    return console.log(`${counted(planned.length, 'job')} written to ${file}`);
  }
  console.log(await describeWorkers(options));
  console.log(`Data: ${describeSource(source)}${simulated ? SIMULATED : ''}`);
  const files = printSource(source);
  const bar = progressBar('jobs');
  const place = placeOf(options, bar);
  if (sweep)
    return runSweep(sweep, planned, { ...place, ...outputs, bar, figure, about: { model, simulated, profile, files } });
  const run = await runSuite([table], { ...place, onProgress: bar.update }).finally(bar.stop);
  const result = withoutFailedBaselines(run, table.rows[0].label);
  present({ ...result, ...showOneDetector(table, result.results), more: { model, simulated, files } }, outputs);
  if (figure && result.results.labels.includes(table.rows[0].label)) {
    await draw(result, table, { source, file: figure });
  }
  requireAll(result);
}

const jobsOf = (rows: readonly PlannedRow[]) => rows.map(({ job }) => job);

/** Resolves where a figure is to be drawn. @throws If it cannot be, or there is not one series to draw. */
function figureFile({ figure, sweep, seeds }: GivenOptions, { channels }: Source): string | undefined {
  if (figure === undefined) return undefined;
  const file = fromInvocation(figure);
  requireFigureFile(file);
  if (sweep === undefined && channels.length > 1) {
    throw new Error(
      `--figure draws the scores of one series; found ${counted(channels.length, 'channel')}: name one with --channels.`,
    );
  }
  if (sweep === undefined && seeds !== undefined && seeds.length > 1) {
    throw new Error(`--figure draws the scores of one seed; found ${seeds.join(', ')}: name one with --seed.`);
  }
  return file;
}

function modelTable(
  options: GivenOptions,
  { row }: ChosenDetector,
  { source, drawn }: { readonly source: Source; readonly drawn: boolean },
): SuiteTable {
  const { seed, seeds = [seed], windowSize, stride, percentile, measuredOn } = options;
  const protocol: Partial<Protocol> = {
    ...(windowSize !== undefined && { windowSize }),
    ...(stride !== undefined && { stride }),
    ...(percentile !== undefined && { threshold: { kind: 'percentile', percentile, of: 'training' } }),
    ...(measuredOn && { measuredOn: [...measuredOn] }),
  };
  const keep: Job['keep'] = drawn ? ['steps'] : undefined;
  return oneDetectorTable({ ...row, source, seeds, protocol, keep });
}

/** Draws the detector's scores of every step of the test series. */
async function draw(
  { results }: SuiteResult,
  { rows: [{ label }], seeds: [seed] }: SuiteTable,
  { source, file }: { readonly source: Source; readonly file: string },
): Promise<void> {
  const { stepScores, sequences, channel } = results.row(label).seed(seed).only();
  const { test } = loadSource(source, channel, seed);
  const drawn = plotScores(Float64Array.from(stepScores!), {
    segments: labelsToSegments(test.labels!),
    ...(sequences && { detected: sequences }),
    title: `${channel}: ${label}`,
  });
  await saveFigure(drawn, file);
  console.log(`Figure: ${file}`);
}
