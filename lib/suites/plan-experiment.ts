/** Plans an experiment: locates its data, makes its tables and computes the hash that names its results. */
import path from 'node:path';
import { contentHash } from '../base/index';
import { findSmapMsl } from '../data/index';
import {
  describeSource,
  executor,
  fileSource,
  planTables,
  resolveFiles,
  resolveSource,
  runSuite,
  smapMslSource,
  type Job,
  type Protocol,
  type Source,
  type SuiteOptions,
  type SuiteResult,
  type SuiteTable,
} from '../experiments/index';
import { planLeaderboard, runLeaderboard } from '../leaderboard/index';
import { planJobs } from '../runs/index';
import { findSuite, LEADERBOARD } from './by-name';
import { rowOf, type Experiment, type ModelExperiment } from './experiment-file';
import { channelLimit, oneDetectorTable } from './one-detector';
import { showLeaderboard, showOneDetector, showSuite, type Shown } from './shown';
import { dataOf, isOfSimulated, suiteContext } from './suite-data';

export interface ExperimentPlan {
  readonly experiment: Experiment;
  /** The folders, files or generators of the series, for people. */
  readonly data: string;
  /** Whether the channels are simulated ones, which whoever shows results says. */
  readonly simulated: boolean;
  /** What is run; of the leaderboard, what is run first. */
  readonly tables: readonly SuiteTable[];
  /** The jobs of every table. With the sources, they decide the figures, also of what is run after them. */
  readonly jobs: readonly Job[];
  /** Runs it as its profile says. */
  readonly run: (options: Omit<SuiteOptions, 'profile'>) => Promise<ExperimentResult>;
}

/** What an experiment came to, and what is shown of it. */
export interface ExperimentResult
  extends Omit<SuiteResult, 'tables' | 'provenance'>, Partial<Pick<SuiteResult, 'provenance'>>, Shown {
  /** Of the leaderboard: report 3's channels, on which protocol (a) is averaged. */
  readonly judged?: readonly string[];
}

/**
 * Finds an experiment's data and makes its tables and jobs.
 *
 * @param folder  What its paths are relative to.
 * @throws        If its data is missing or bad, or a channel is unknown; the message names it.
 */
export function planExperiment(experiment: Experiment, folder: string): ExperimentPlan {
  const found = 'suite' in experiment ? suiteOf(experiment, folder) : tableOf(experiment, folder);
  const jobs = planTables(found.tables, experiment.profile).map(({ job }) => job);
  return { experiment, ...found, jobs };
}

/**
 * Names an experiment's results: a hash, 64 hexadecimal digits, of what its jobs do and of the data that they do it on, in
 * their order. It depends on neither the folder of the data nor how the experiment is written down.
 *
 * @throws If the data of a job cannot be read.
 */
export function experimentHash(jobs: readonly Job[]): string {
  return contentHash({ jobs: planJobs(jobs, executor).map(({ hash }) => hash) }, 'experiment');
}

type Found = Pick<ExperimentPlan, 'data' | 'simulated' | 'tables' | 'run'>;

function suiteOf({ suite, profile, data }: Extract<Experiment, { suite: string }>, folder: string): Found {
  const named = within(folder, data);
  if (suite === LEADERBOARD) {
    const { root, simulated } = findSmapMsl({ data: named });
    const { tables } = planLeaderboard({ root, profile });
    return {
      data: root,
      simulated,
      tables,
      run: async (options) => {
        const result = await runLeaderboard({ ...options, root, profile });
        const { backend, results, warnings, failures, interrupted, judged } = result;
        return { profile, backend, results, warnings, failures, interrupted, judged, ...showLeaderboard(result) };
      },
    };
  }
  const tables = findSuite(suite)(suiteContext(profile, named));
  return { ...dataOf(tables), tables, run: (options) => runTables(tables, { ...options, profile }, showSuite) };
}

function tableOf(experiment: ModelExperiment, folder: string): Found {
  const { training, view, seeds, protocol, profile } = experiment;
  const { source, simulated } = sourceOf(experiment, folder);
  const table = oneDetectorTable({
    ...rowOf(experiment, folder),
    training,
    view,
    source,
    seeds,
    protocol: changesOf(protocol),
  });
  const run: ExperimentPlan['run'] = (options) =>
    runTables([table], { ...options, profile }, ({ results }) => showOneDetector(table, results));
  return { data: describeSource(source), simulated, tables: [table], run };
}

async function runTables(
  tables: readonly SuiteTable[],
  options: SuiteOptions,
  show: (result: SuiteResult) => Shown,
): Promise<ExperimentResult> {
  const { tables: _, ...result } = await runSuite(tables, options);
  return { ...result, ...show({ tables, ...result }) };
}

/** Gives what an experiment changes of a protocol. */
function changesOf({ percentile, ...rest }: ModelExperiment['protocol']): Partial<Protocol> {
  if (percentile === undefined) return rest;
  return { ...rest, threshold: { kind: 'percentile', percentile, of: 'training' } };
}

function sourceOf(
  { data, channels, profile }: ModelExperiment,
  folder: string,
): { readonly source: Source; readonly simulated: boolean } {
  if (typeof data === 'object' && 'kind' in data) {
    const source = resolveSource(data, folder);
    return { source, simulated: isOfSimulated(source) };
  }
  if (typeof data === 'object') return { source: fileSource(resolveFiles(data, folder)), simulated: false };
  const { root, simulated } = findSmapMsl({ data: within(folder, data) });
  return { source: smapMslSource(root, channels, channelLimit[profile]), simulated };
}

function within(folder: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(folder, file);
}
