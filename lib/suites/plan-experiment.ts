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
  smapMslSource,
  type Job,
  type Protocol,
  type Source,
  type SuiteTable,
} from '../experiments/index';
import { planJobs } from '../runs/index';
import { findSuite } from './by-name';
import type { Experiment, ModelExperiment } from './experiment-file';
import { channelLimit, oneDetectorTable } from './one-detector';

export interface ExperimentPlan {
  readonly experiment: Experiment;
  /** Folder of the telemetry, or the files. */
  readonly data: string;
  /** Whether the channels are simulated ones, which whoever shows results says. */
  readonly simulated: boolean;
  readonly tables: readonly SuiteTable[];
  /** The jobs of every table. */
  readonly jobs: readonly Job[];
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

type Found = Pick<ExperimentPlan, 'data' | 'simulated' | 'tables'>;

function suiteOf({ suite, profile, data }: Extract<Experiment, { suite: string }>, folder: string): Found {
  const { root, simulated } = findSmapMsl({ data: within(folder, data) });
  return { data: root, simulated, tables: findSuite(suite)({ profile, telemetry: root }) };
}

function tableOf(experiment: ModelExperiment, folder: string): Found {
  const { model: detector, config, training, view, seeds, protocol } = experiment;
  const { source, simulated } = sourceOf(experiment, folder);
  const table = oneDetectorTable({ detector, config, training, view, source, seeds, protocol: changesOf(protocol) });
  return { data: describeSource(source), simulated, tables: [table] };
}

/** What an experiment changes of a protocol. */
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
    return { source, simulated: source.kind === 'smap-msl' && findSmapMsl({ data: source.root }).simulated };
  }
  if (typeof data === 'object') return { source: fileSource(resolveFiles(data, folder)), simulated: false };
  const { root, simulated } = findSmapMsl({ data: within(folder, data) });
  return { source: smapMslSource(root, channels, channelLimit[profile]), simulated };
}

function within(folder: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(folder, file);
}
