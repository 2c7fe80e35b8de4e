/** What was saved before: pipelines, detectors, results of jobs; and experiments, sweeps and notebooks. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { contentHash, Random } from '../../../lib/base';
import { seriesFromRows, type Series } from '../../../lib/data';
import { changedSettings, flattenRecord, parseJob, parseSweep, protocolFor } from '../../../lib/experiments';
import { makeDetector } from '../../../lib/models';
import { decodeDetector, encodeDetector } from '../../../lib/models/persistence';
import { AnomalyPipeline } from '../../../lib/pipeline';
import { FILES, writeFiles } from '../../../lib/pipeline/pipeline-files';
import { loadBackend } from '../../../lib/runtime';
import { decodeRecord, encodeRecord, type JobRecord } from '../../../lib/runs/store/job-record';
import { readNotebook } from '../../../lib/site/notebook-file';
import { parseExperiment } from '../../../lib/suites';
import { readJson } from '../command';
import { readSweep, sweepJobs } from '../run-sweep';
import type { FuzzedReader, MakeReader } from './reader';

const HOUSE = ['DataError', 'PipelineError', 'ScoringError'];

/** A wave of two features, with noise. */
function wave(length: number): Series {
  const random = new Random(0);
  const rows = Array.from({ length }, (_, i) => [Math.sin(i / 5) + random.normal(0, 0.1), Math.cos(i / 7)]);
  return seriesFromRows('wave', rows, { names: ['heat', 'flow'] });
}

interface SavedPipeline {
  readonly folder: string;
  readonly contents: Readonly<Record<string, Buffer>>;
}

async function savedPipeline(folder: string): Promise<SavedPipeline> {
  const place = path.join(folder, 'pipeline');
  await loadBackend();
  const pipeline = await new AnomalyPipeline({ model: 'pca', windowSize: 5 }).fit(wave(200));
  await pipeline.save(place);
  const contents = Object.fromEntries(
    fs.readdirSync(place).map((file) => [file, fs.readFileSync(path.join(place, file))]),
  );
  return { folder: place, contents };
}

/** Loads a pipeline and scores with it. */
async function scoreWith(folder: string): Promise<string | undefined> {
  const pipeline = await AnomalyPipeline.load(folder);
  try {
    const { scores, predictions } = pipeline.predict(wave(40));
    const bad = scores.findIndex((score) => !Number.isFinite(score));
    if (bad >= 0) return `a score of ${scores[bad]}`;
    return predictions.every((value) => value === 0 || value === 1) ? undefined : 'a prediction other than 0 and 1';
  } finally {
    pipeline.dispose();
  }
}

const manifestReader: MakeReader = async (base) => {
  const { folder, contents } = await savedPipeline(base);
  const file = path.join(folder, 'manifest.json');
  return {
    name: 'pipeline-manifest',
    kind: 'json',
    samples: [contents['manifest.json']],
    refusals: HOUSE,
    read: (content) => {
      fs.writeFileSync(file, content);
      return scoreWith(folder);
    },
  };
};

/** Mutates one file of a pipeline, and writes a manifest that agrees with it. */
const sealedReader =
  (name: string, file: (typeof FILES)[keyof typeof FILES], kind: 'json' | 'bytes'): MakeReader =>
  async (base) => {
    const { folder, contents } = await savedPipeline(base);
    const files = Object.fromEntries(Object.entries(contents).filter(([each]) => each !== 'manifest.json'));
    return {
      name,
      kind,
      samples: [contents[file]],
      refusals: HOUSE,
      read: (content) => {
        writeFiles(folder, { ...files, [file]: content });
        return scoreWith(folder);
      },
    };
  };

/** Gives a detector's file the checksum that agrees with its content. */
function reseal(bytes: Buffer): Buffer {
  const sealed = Buffer.from(bytes);
  const place = sealed.indexOf('"sha256":"') + '"sha256":"'.length;
  if (place < 10 || place + 64 > sealed.length) return sealed;
  sealed.write('0'.repeat(64), place, 'latin1');
  sealed.write(createHash('sha256').update(sealed).digest('hex'), place, 'latin1');
  return sealed;
}

const detectorReader: MakeReader = async () => {
  await loadBackend();
  const detectors = [
    makeDetector('autoencoder', { windowSize: 4, features: 2 }),
    makeDetector('lstm-vae', { windowSize: 4, features: 2 }),
  ];
  const samples = detectors.map((detector) => encodeDetector(detector, 'sample.safetensors'));
  for (const detector of detectors) detector.dispose();
  return {
    name: 'detector',
    kind: 'bytes',
    samples,
    refusals: HOUSE,
    read: (content) => {
      decodeDetector(reseal(content), 'some.safetensors').dispose();
      return undefined;
    },
  };
};

const JOB = parseJob({
  detector: 'pca',
  source: { kind: 'smap-msl', root: '/data', channels: ['P-1'] },
  channel: 'P-1',
  protocol: protocolFor('pca'),
  profile: 'smoke',
  seed: 0,
});

function sampleRecord(): JobRecord {
  return {
    hash: 'a'.repeat(64),
    name: 'pca on P-1',
    job: JOB,
    data: 'b'.repeat(64),
    result: { measures: { f1: 0.5, rocAuc: null }, threshold: 0.25, epochs: 3, seconds: 1 },
    versions: { telltale: '0.1.0', node: '20.19.0', code: 'c'.repeat(64) },
    backend: 'tensorflow on CPU',
    run: { finishedAt: '2024-05-01T00:00:00.000Z', seconds: 1.5, peakMemoryBytes: 1e8, host: 'here' },
  };
}

/** Gives a record the checksum that agrees with its content, so that what follows the checksum is tried. */
function sealRecord(content: Buffer): string {
  try {
    const { checksum: _, ...body } = JSON.parse(content.toString()) as Record<string, unknown>;
    return JSON.stringify({ ...body, checksum: contentHash(body, 'record') });
  } catch {
    return content.toString();
  }
}

const recordReader: MakeReader = () => ({
  name: 'record',
  kind: 'json',
  samples: [Buffer.from(encodeRecord(sampleRecord()))],
  refusals: ['Error', 'OtherFormat', ...HOUSE],
  read: (content) => {
    const record = decodeRecord(sealRecord(content));
    const row = flattenRecord(record);
    changedSettings(record);
    const cells = Object.values(row).every(
      (cell) => cell === null || ['string', 'number', 'boolean'].includes(typeof cell),
    );
    return cells ? undefined : 'a cell that is not a scalar';
  },
});

const EXPERIMENTS = [
  { suite: 'report-3', profile: 'smoke' },
  {
    model: 'pca',
    data: { train: 'a.csv', test: 'b.csv' },
    protocol: { windowSize: 10, percentile: 99 },
    seeds: [0, 1],
  },
  { model: 'lstm-vae', config: { latentDim: 4 }, training: { epochs: 2 }, channels: ['P-1'], profile: 'quick' },
];

/** Reads a file of JSON as the commands do. */
function fileReader(name: string, samples: readonly unknown[], read: (file: string) => string | undefined): MakeReader {
  return (folder): FuzzedReader => {
    const file = path.join(folder, `${name}.json`);
    return {
      name,
      kind: 'json',
      samples: samples.map((sample) => Buffer.from(`${JSON.stringify(sample, null, 1)}\n`)),
      refusals: ['Error', ...HOUSE],
      read: (content) => {
        fs.writeFileSync(file, content);
        return read(file);
      },
    };
  };
}

const SWEEPS = [
  { grid: { 'config.components': [1, 2], 'protocol.windowSize': [5, 10] }, seeds: [0, 1] },
  { random: { samples: 5, seed: 1, space: { 'protocol.windowSize': [5, 10, 20] } } },
].map((sweep) => parseSweep(sweep, 'sample'));

const notebookReader: MakeReader = (folder) => {
  const file = path.join(folder, 'some.ipynb');
  const notebook = {
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# Title\n', '**Question.** Why?'] },
      {
        cell_type: 'code',
        execution_count: 1,
        metadata: {},
        source: ['const a = 1;'],
        outputs: [
          { output_type: 'stream', name: 'stdout', text: ['hello\n', 'world\n'] },
          {
            output_type: 'display_data',
            metadata: {},
            data: { 'text/markdown': ['| a |\n', '|---|\n', '| 1 |'], 'text/plain': '1' },
          },
        ],
      },
    ],
    metadata: { kernelspec: { name: 'tslab' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return {
    name: 'notebook',
    kind: 'json',
    samples: [Buffer.from(JSON.stringify(notebook, null, 1))],
    refusals: HOUSE,
    read: (content) => {
      fs.writeFileSync(file, content);
      const { cells } = readNotebook(file);
      const texts = cells.every(({ source, outputs }) => typeof source === 'string' && Array.isArray(outputs));
      return texts ? undefined : 'a cell without a text';
    },
  };
};

export const savedReaders: Readonly<Record<string, MakeReader>> = {
  'pipeline-manifest': manifestReader,
  'pipeline-description': sealedReader('pipeline-description', FILES.pipeline, 'json'),
  'pipeline-detector': sealedReader('pipeline-detector', FILES.detector, 'bytes'),
  detector: detectorReader,
  record: recordReader,
  experiment: fileReader('experiment', EXPERIMENTS, (file) => {
    parseExperiment(readJson(file, 'an experiment'), file);
    return undefined;
  }),
  sweep: fileReader('sweep', SWEEPS, (file) => {
    const jobs = sweepJobs(readSweep(file), [JOB]);
    return jobs.length > 0 ? undefined : 'a sweep without jobs';
  }),
  notebook: notebookReader,
};
