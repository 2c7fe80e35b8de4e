/** What the engine must be told of this project's jobs. Worker processes load this module. */
import { DataError } from '../base/index';
import { findSeriesDetector } from '../detectors/index';
import { codeDigest, type Executor } from '../runs/index';
import { kernelsVersion, loadBackend } from '../runtime/index';
import { nameOfJob, parseJob, type Job } from './job';
import { runJob, type JobResult } from './run-job';
import { fingerprintOf, onThisMachine, targetsOf } from './sources/index';

/** The folders of lib/ whose sources decide a result. */
const COMPUTING = [
  'base',
  'data',
  'runtime',
  'layers',
  'models',
  'training',
  'metrics',
  'scoring',
  'detectors',
  'experiments',
];

export const executor: Executor<Job, JobResult> = {
  module: __filename,
  code: () => codeDigest(COMPUTING),
  parse: parseJob,
  prepare: async () => {
    const info = await loadBackend();
    const { tfjs, tensorflow } = info;
    return { backend: `${info.backend} on ${info.device}`, tfjs, tensorflow, kernels: kernelsVersion() };
  },
  nameOf: nameOfJob,
  // The fingerprint stands for the source's series; which of their features are scored, its kind decides.
  identityOf: ({ source, ...identity }) => ({ ...identity, ...identityOutside(identity), targets: targetsOf(source) }),
  placeOf: ({ source: { channels: _, ...place }, channel, ...job }) => ({ ...place, channel, ...placeOutside(job) }),
  // Of a detector outside lib/, its content is as much a part of what a result is made of as the data.
  fingerprint: ({ source, channel, seed, ...job }) =>
    [fingerprintOf(source, { channel, seed }), contentOutside(job)].filter(Boolean).join(' '),
  onThisMachine: (job) => ({ ...job, source: onThisMachine(job.source) }),
  run: runJob,
};

/**
 * The same for a worker that takes its jobs from a queue: it starts no program that a job names, as whoever can write to the
 * queue could then start any.
 */
export const executorWithoutPrograms: Executor<Job, JobResult> = {
  ...executor,
  parse: (value) => {
    const job = parseJob(value);
    if (job.detector !== 'program') return job;
    const found = `'${String(job.config?.['command'])}'`;
    throw new DataError(
      `expected a job without a program, found ${found}; npm run worker -- --programs takes such jobs`,
    );
  },
};

type Detecting = Pick<Job, 'detector' | 'config'>;

const outside = ({ detector }: Detecting) => findSeriesDetector(detector).outside;

function identityOutside({ detector, config = {} }: Detecting): object {
  const found = outside({ detector });
  return found ? { config: found.identityOf(config) } : {};
}

const placeOutside = ({ detector, config }: Detecting) => (outside({ detector }) ? { detector, config } : {});

const contentOutside = ({ detector, config = {} }: Detecting) => outside({ detector })?.contentOf(config) ?? '';
