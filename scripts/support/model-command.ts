/** `--model`: one detector on any series, beside what every table carries. */
import { labelsToSegments } from '../../lib/data';
import { findSeriesDetector, isOffline } from '../../lib/detectors';
import {
  describeSource,
  executor,
  loadSource,
  parseJob,
  planTable,
  requireSettings,
  runSuite,
  type Job,
  type MeasuredOn,
  type Protocol,
  type Source,
  type SuiteResult,
  type SuiteTable,
} from '../../lib/experiments';
import {
  baselineRows,
  leaderboardEventTable,
  leaderboardRowsOf,
  leaderboardSequenceTable,
  leaderboardStepTable,
  leaderboardWindowTable,
  ownSeriesNotes,
} from '../../lib/leaderboard';
import { plotScores, saveFigure } from '../../lib/plots';
import { planJobs, writeJobsFile } from '../../lib/runs';
import { oneDetectorTable } from '../../lib/suites';
import { channelTable, suiteTable, type Table } from '../../lib/tables';
import { fromInvocation, readJson } from './command';
import { chooseSource, SIMULATED, type GivenOptions } from './experiment-options';
import { describeWorkers, outputsOf, placeOf, present, requireAll } from './experiment-place';
import { progressBar } from './progress';
import { readSweep, requireFigureFile, runSweep, sweepJobs } from './run-sweep';

/** Runs one detector and prints its tables. */
export async function modelCommand(options: GivenOptions & { readonly model: string }): Promise<void> {
  const { model, profile } = options;
  findSeriesDetector(model);
  const outputs = outputsOf(options);
  const { source, simulated } = chooseSource(options);
  const sweep = options.sweep === undefined ? undefined : readSweep(fromInvocation(options.sweep));
  const figure = figureFile(options, source);
  const table = modelTable(options, source, figure !== undefined && !sweep);
  const jobs = planTable(table, profile).map(({ job }) => job);
  for (const job of jobs) parseJob(job);
  const own = jobs.filter(({ detector }) => detector === model);
  const planned = sweep ? sweepJobs(sweep, own) : jobs;
  await requireSettings(planned);
  if (options.jobs !== undefined) {
    const file = fromInvocation(options.jobs);
    writeJobsFile(file, planJobs(planned, executor));
    return console.log(`${planned.length} jobs written to ${file}`);
  }
  console.log(await describeWorkers(options));
  console.log(`Data: ${describeSource(source)}${simulated ? SIMULATED : ''}`);
  const bar = progressBar('jobs');
  const place = placeOf(options, bar);
  if (sweep) return runSweep(sweep, planned, { ...place, bar, json: outputs.json, figure });
  const result = await runSuite([table], { ...place, onProgress: bar.update }).finally(bar.stop);
  if (result.results.rows.length > 0) {
    present({ ...result, ...shownOf(result, table, source), more: { model, simulated } }, outputs);
    if (figure) await draw(result, table, { source, file: figure });
  }
  requireAll(result);
}

/** Where a figure is to be drawn. @throws If it cannot be, or there is not one series to draw. */
function figureFile({ figure, sweep }: GivenOptions, { channels }: Source): string | undefined {
  if (figure === undefined) return undefined;
  const file = fromInvocation(figure);
  requireFigureFile(file);
  if (sweep === undefined && channels.length > 1) {
    throw new Error(
      `--figure draws the scores of one series; found ${channels.length} channels: name one with --channels.`,
    );
  }
  return file;
}

function modelTable(options: GivenOptions & { readonly model: string }, source: Source, drawn: boolean): SuiteTable {
  const { model: detector, seed, seeds = [seed], windowSize, stride, percentile } = options;
  const { ofWindows, kind } = findSeriesDetector(detector);
  const measuredOn: readonly MeasuredOn[] =
    options.measuredOn ?? (ofWindows ? ['windows'] : ['windows', 'steps', 'events']);
  const protocol: Partial<Protocol> = {
    ...(windowSize !== undefined && { windowSize }),
    ...(stride !== undefined && { stride }),
    ...(percentile !== undefined && { threshold: { kind: 'percentile', percentile, of: 'training' } }),
    ...(measuredOn.join() !== 'windows' && { measuredOn: [...measuredOn] }),
  };
  const config =
    options.config === undefined
      ? undefined
      : (readJson(fromInvocation(options.config), "a model's config") as Job['config']);
  const table = oneDetectorTable({ detector, config, source, seeds, protocol });
  const [first, ...others] = table.rows;
  const keep: Job['keep'] = drawn ? ['steps'] : undefined;
  if (measuredOn.join() === 'windows') return { ...table, rows: [{ ...first, keep }, ...others] };
  // The ensemble's settings were chosen on this telemetry.
  const oracle = detector === 'pooled-context' && source.kind === 'smap-msl';
  const use =
    ofWindows || isOffline({ compareWith: 'pooled', calibration: 'none', ...config }) ? 'offline' : 'streaming';
  const about = { kind, use, ...(oracle && { oracle }) } as const;
  const label = `${detector}${ofWindows ? '' : ', settings it ships with'}`;
  return { ...table, rows: [{ ...first, label, about, keep }, ...baselineRows] };
}

/** By channel and beside the baselines; or, measured on steps or events, the tables of the leaderboard. */
function shownOf(result: SuiteResult, table: SuiteTable, source: Source): { shown: Table[]; notes: string[] } {
  const { results } = result;
  const { measuredOn = ['windows'], threshold } = table.protocol;
  const percentile = threshold.kind === 'percentile' ? `percentile ${threshold.percentile}` : 'mean and deviation';
  const rule = `Threshold: ${percentile} of the training scores (--percentile).`;
  if (table.rows[0].about === undefined) {
    const channels = results.labels.includes(table.rows[0].label)
      ? [channelTable(table, results.row(table.rows[0].label))]
      : [];
    return { shown: [...channels, suiteTable(table, results)], notes: [rule] };
  }
  const rows = leaderboardRowsOf({ rows: table.rows, results });
  const what = describeSource(source);
  const tables: Readonly<Record<MeasuredOn, () => Table>> = {
    windows: () => leaderboardWindowTable(rows),
    steps: () => leaderboardStepTable(rows, what),
    events: () => leaderboardEventTable(rows, what),
  };
  const [channel, ...more] = source.channels;
  const single = more.length === 0 && measuredOn.includes('events') && table.seeds.length === 1;
  const loaded = source.channels.map((each) => loadSource(source, each, table.seeds[0]).test);
  const sequences = rows.map(({ label, results: own }) => ({ label, sequences: own.rows[0].sequences ?? [] }));
  return {
    shown: [
      ...measuredOn.map((each) => tables[each]()),
      ...(single ? [leaderboardSequenceTable(sequences, labelsToSegments(loaded[0].labels!), channel)] : []),
    ],
    notes: [
      ...ownSeriesNotes({ telemetry: source.kind === 'smap-msl', lengths: loaded.map(({ length }) => length) }),
      rule,
    ],
  };
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
    unit: 'anomaly score',
  });
  await saveFigure(drawn, file);
  console.log(`Figure: ${file}`);
}
