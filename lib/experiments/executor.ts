/** What the engine must be told of this project's jobs. Worker processes load this module. */
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
  identityOf: ({ source, ...identity }) => ({ ...identity, targets: targetsOf(source) }),
  placeOf: ({ source: { channels: _, ...place }, channel }) => ({ ...place, channel }),
  fingerprint: ({ source, channel, seed }) => fingerprintOf(source, { channel, seed }),
  onThisMachine: (job) => ({ ...job, source: onThisMachine(job.source) }),
  run: runJob,
};
