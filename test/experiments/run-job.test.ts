import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { seriesDetectorNames } from '../../lib/detectors';
import { measuresOn, protocolFor, runJob, smapMslProtocol, smapMslSource, type Job } from '../../lib/experiments';
import { LstmVae, parameterCount } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { smallJob as job } from '../support/small-job';

/** Keeps what must repeat: everything but the time it took. */
const figures = (value: unknown) =>
  JSON.stringify(value, (key, each: unknown) => (key === 'seconds' ? undefined : each));

const windowsOf = (windowSize: number, stride = windowSize) => ({ ...job.protocol, windowSize, stride });

describe('runJob', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-job-'));
  const root = path.join(folder, 'data');
  before(async () => {
    simulateSmapMsl(root, { channels: ['D-1'], length: 1200 });
    await loadBackend();
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  const onTelemetry = (detector: string): Job => ({
    detector,
    source: smapMslSource(root, ['D-1']),
    channel: 'D-1',
    protocol: protocolFor(detector),
    profile: 'smoke',
    seed: 3,
  });

  it('gives the same for the same seed', async () => {
    const result = await runJob(job);
    assert.equal(figures(await runJob(job)), figures(result));
    assert.notEqual(figures(await runJob({ ...job, seed: 2 })), figures(result));
  });

  it('tells the kinds of anomaly apart', async () => {
    const { kinds, measures } = await runJob(job);
    assert.deepEqual(Object.keys(kinds!), ['correlation break', 'mean shift', 'variance explosion']);
    const recalls = Object.values(kinds!).map((kind) => kind.recall);
    const mean = recalls.reduce((sum, each) => sum + each, 0) / 3;
    assert.ok(Math.abs(mean - measures.recall!) < 1e-9, 'equally many of each kind');
    assert.ok(kinds!['mean shift'].rocAuc! > 0.95);
  });

  it('hands the config and the training on to the detector, and keeps how it was trained', async () => {
    const vae: Job = { ...job, detector: 'vae' };
    const set = await runJob({ ...vae, config: { latentDim: 3 }, training: { epochs: 3 } });
    assert.deepEqual([set.epochs, set.history!.trainLoss.length], [3, 3]);
    const unset = await runJob(vae);
    assert.equal(unset.epochs, 2, "the profile's");
    assert.notEqual(unset.measures.rocAuc, set.measures.rocAuc);
    const pca = await runJob(job);
    assert.deepEqual([pca.epochs, pca.steps, pca.history], [0, 0, undefined]);
    await assert.rejects(runJob({ ...job, config: { latentDims: 3 } }), /config\.latentDims: pca has no such setting/);
  });

  it('counts what was learnt and the windows that were scored, and how long that took', async () => {
    const { parameters, scoring, seconds } = await runJob(onTelemetry('lstm-vae'));
    const model = new LstmVae({ windowSize: 10, features: 25, hiddenUnits: 16, latentDim: 4 }); // the smoke profile's
    assert.equal(parameters, parameterCount(model));
    model.dispose();
    assert.equal(scoring!.windows, (1200 - 10) / 5 + 1);
    assert.ok(scoring!.seconds > 0 && scoring!.seconds < seconds);
    const ofSeries = await runJob(onTelemetry('multi-scale'));
    assert.deepEqual([ofSeries.parameters, ofSeries.scoring], [undefined, undefined]);
  });

  it('reports progress by epoch', async () => {
    const epochs: number[] = [];
    await runJob({ ...job, detector: 'vae' }, { onProgress: ({ epoch }) => epochs.push(epoch) });
    assert.deepEqual(epochs, [1, 2]);
  });

  it('runs every detector by the protocol that suits it, measured on everything, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const everything = ['windows', 'steps', 'events'] as const;
    for (const detector of seriesDetectorNames) {
      const plain = onTelemetry(detector);
      const protocol = { ...plain.protocol, measuredOn: [...everything] };
      const { measures, stepScores, sequences } = await runJob({ ...plain, protocol, keep: ['steps'] });
      const names = everything.flatMap((what) => measuresOn(what));
      assert.deepEqual(Object.keys(measures).sort(), [...names].sort(), detector);
      assert.ok(
        names.every((name) => Number.isFinite(measures[name])),
        `${detector}: ${JSON.stringify(measures)}`,
      );
      assert.ok(stepScores!.length === 1200 && stepScores!.every(Number.isFinite), detector);
      assert.ok(sequences!.every(({ start, end }) => start >= 0 && start < end && end <= 1200));
    }
    assert.equal(tf.memory().numTensors, before);
  }).timeout(180_000);

  it('keeps scores only where they are asked for', async () => {
    const plain = onTelemetry('range');
    const { scores, stepScores, sequences } = await runJob(plain);
    assert.deepEqual([scores, stepScores, sequences], [undefined, undefined, undefined]);
    const kept = await runJob({ ...plain, keep: ['windows', 'steps'] });
    assert.equal(kept.scores!.test.length, (1200 - 10) / 5 + 1);
    assert.equal(kept.stepScores!.length, 1200);
    assert.deepEqual(kept.measures, (await runJob(plain)).measures);
  });

  it('finds the trivial figures of the trivial detectors', async () => {
    const { measures: all } = await runJob(onTelemetry('all-anomalous'));
    assert.deepEqual([all.recall, all.rocAuc], [1, 0.5]);
    assert.ok(Math.abs(all.precision! - all.prAuc!) < 1e-12, 'both are the share of anomalous windows');
    const { measures: random } = await runJob(onTelemetry('random'));
    assert.ok(Math.abs(random.rocAuc! - 0.5) < 0.15, String(random.rocAuc));
  });

  for (const [source, protocol] of [
    [{ kind: 'periodic', channels: ['series'], length: 2000 }, windowsOf(50, 10)],
    [
      { kind: 'sensor', channels: ['sequences'], train: 40 },
      { ...windowsOf(50), scaling: 'none' },
    ],
    [
      { kind: 'mnist', channels: ['1', '7'] },
      { ...windowsOf(1), scaling: 'none' },
    ],
  ] as const) {
    it(`runs on the ${source.kind} data`, async () => {
      const { channels, ...options } = source;
      const where = { source: { ...options, channels: [...channels] }, channel: channels[channels.length - 1] };
      const { measures, kinds } = await runJob({ ...job, ...where, protocol, detector: 'nearest-neighbour' });
      assert.ok(measures.rocAuc! > 0.9, String(measures.rocAuc));
      assert.equal(kinds, undefined);
    });
  }

  it('gives scores and sequences in the steps of the file, where steps with missing values were dropped', async () => {
    const missing = (step: number) => step < 10 || (step >= 100 && step < 150) || step >= 290;
    const rows = (isMissing: typeof missing, label: (step: number) => string) =>
      Array.from({ length: 300 }, (_, step) => `${isMissing(step) ? '' : step % 7},${step % 3}${label(step)}`);
    const write = (name: string, lines: readonly string[]) => {
      const file = path.join(folder, name);
      fs.writeFileSync(file, `${lines.join('\n')}\n`);
      return file;
    };
    const train = write('whole.csv', ['a,b', ...rows(() => false, () => '')]); // prettier-ignore
    const test = write('gaps.csv', ['a,b,label', ...rows(missing, (step) => (step >= 60 && step < 80 ? ',1' : ',0'))]);
    const scored = await runJob({
      ...onTelemetry('moving-average'),
      source: { kind: 'files', files: { train, test }, channels: ['gaps.csv'] },
      channel: 'gaps.csv',
      protocol: { ...smapMslProtocol, measuredOn: ['steps', 'events'] },
      view: { sequences: 'whole' },
      keep: ['steps'],
    });
    const { stepScores, sequences, warnings } = scored;
    assert.equal(stepScores!.length, 300);
    const after = (step: number) => stepScores![step];
    assert.ok(Array.from({ length: 10 }, (_, step) => step).every((step) => after(step) === after(10)));
    assert.ok(Array.from({ length: 50 }, (_, i) => 100 + i).every((step) => after(step) === after(99)));
    assert.ok(Array.from({ length: 10 }, (_, i) => 290 + i).every((step) => after(step) === after(289)));
    assert.notEqual(after(150), after(99));
    assert.deepEqual(sequences, [{ start: 10, end: 290 }], 'the gap within is part of it, those at the ends are not');
    assert.match(warnings.join('\n'), /gaps\.csv: 70 time steps with missing values dropped/);
  });

  it('measures what the labels leave undefined as null, and says so', async () => {
    const normal = path.join(folder, 'normal');
    const rows = (label: string) => Array.from({ length: 60 }, (_, time) => `${time % 4},${time % 3}${label}`);
    fs.mkdirSync(normal);
    const [train, test] = ['train.csv', 'test.csv'].map((name) => path.join(normal, name));
    fs.writeFileSync(train, ['a,b', ...rows('')].join('\n'));
    fs.writeFileSync(test, ['a,b,label', ...rows(',0')].join('\n'));
    const source = { kind: 'files' as const, files: { train, test }, channels: ['test.csv'] };
    const { measures, warnings } = await runJob({
      ...onTelemetry('range'),
      source,
      channel: 'test.csv',
      protocol: smapMslProtocol,
    });
    assert.deepEqual([measures.rocAuc, measures.prAuc, measures.recall], [null, null, null]);
    assert.deepEqual(warnings, [
      'test.csv: labels of one class only; precision, recall, f1, rocAuc, prAuc are not defined, and averages leave the channel out',
    ]);
  });

  it('names the channel whose file is bad', async () => {
    const plain = onTelemetry('range');
    const source = { kind: 'smap-msl' as const, root, channels: ['D-11'] };
    await assert.rejects(runJob({ ...plain, source, channel: 'D-11' }), /unknown channel 'D-11'.*D-1/);
  });
});
