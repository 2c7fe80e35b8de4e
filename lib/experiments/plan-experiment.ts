/** What an experiment comes to: its data found, its units of work, and the hash that names its results. */
import path from 'node:path';
import { findSmapMsl } from '../data/index';
import type { Experiment, ModelExperiment, ReportExperiment } from './experiment';
import { profiles } from './profiles';
import { planTable } from './run-suite';
import { experimentUnits } from './run';
import { protocolFor, type SmapMslProtocol } from './smap-msl-protocol';
import { fileSource, smapMslSource, type Source } from './source';
import { contentHash } from '../base/index';
import { fingerprintOf } from './fingerprint';
import { planUnits } from '../runs/store/plan';
import { findSuite } from './suites/index';
import type { SuiteTable } from './suites/suite';
import { parseUnit, type Unit } from './unit';

interface Plan {
  /** All of them: of every table, or of every seed. */
  readonly units: readonly Unit[];
  /** Whether the channels are simulated ones, which whoever shows results says. */
  readonly simulated: boolean;
}

export interface ReportPlan extends Plan {
  readonly experiment: ReportExperiment;
  /** Folder of the telemetry. */
  readonly telemetry: string;
  readonly tables: readonly SuiteTable[];
}

export interface ModelPlan extends Plan {
  readonly experiment: ModelExperiment;
  readonly source: Source;
  readonly protocol: SmapMslProtocol;
}

export type ExperimentPlan = ReportPlan | ModelPlan;

/**
 * Finds an experiment's data and makes its units.
 *
 * @param folder  What its paths are relative to.
 * @throws        If its data is missing or bad, or a channel is unknown; the message names it.
 */
export function planExperiment(experiment: Experiment, folder: string): ExperimentPlan {
  return 'report' in experiment ? planReport(experiment, folder) : planModel(experiment, folder);
}

/**
 * Names an experiment's results: a hash, 64 hexadecimal digits, of what its units do and of the data that they do it on, in
 * their order. It depends on neither the folder of the data nor how the experiment is written down.
 *
 * @throws If the data of a unit cannot be read.
 */
export function experimentHash(units: readonly Unit[]): string {
  return contentHash({ units: planUnits(units, fingerprintOf).map(({ hash }) => hash) }, 'experiment');
}

function planReport(experiment: ReportExperiment, folder: string): ReportPlan {
  const { report, profile, data } = experiment;
  const { root: telemetry, simulated } = findSmapMsl({ data: within(folder, data) });
  const tables = findSuite(report)({ profile, telemetry });
  const units = tables.flatMap((table) => planTable(table, profile).map(({ unit }) => unit));
  return { experiment, telemetry, simulated, tables, units };
}

function planModel(experiment: ModelExperiment, folder: string): ModelPlan {
  const { model, config, training, profile, seeds } = experiment;
  const report = protocolFor(model);
  const { windowSize = report.windowSize, stride = report.stride, percentile } = experiment.protocol;
  const protocol = { ...report, windowSize, stride, thresholdPercentile: percentile ?? report.thresholdPercentile };
  const { source, simulated } = findSource(experiment, folder);
  const units = seeds.flatMap((seed) => experimentUnits({ model, config, training, source, protocol, profile, seed }));
  for (const unit of units) parseUnit(unit);
  return { experiment, source, simulated, protocol, units };
}

function findSource(
  { data, channels, profile }: ModelExperiment,
  folder: string,
): Pick<ModelPlan, 'source' | 'simulated'> {
  if (typeof data === 'object') {
    const { train, test, labels } = data;
    const files = { train: path.resolve(folder, train), test: path.resolve(folder, test) };
    const ofLabels = labels === undefined ? {} : { labels: path.resolve(folder, labels) };
    return { source: fileSource({ ...data, ...files, ...ofLabels }), simulated: false };
  }
  const { root, simulated } = findSmapMsl({ data: within(folder, data) });
  return { source: smapMslSource(root, channels, profiles[profile].channelLimit), simulated };
}

function within(folder: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(folder, file);
}
