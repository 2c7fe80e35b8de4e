import assert from 'node:assert/strict';
import { klClosedFormGap } from '../../lib/exercises/kl-closed-form';
import { klRole } from '../../lib/exercises/kl-role';
import { latentSize } from '../../lib/exercises/latent-size';
import { exercises } from '../../lib/exercises/suite';
import {
  planTable,
  runSuite,
  type ClassScores,
  type FoundEvents,
  type LatentSpace,
  type Results,
  type Rival,
  type Source,
  type SuiteTable,
} from '../../lib/experiments';
import { rhythmSeries, selectWindows, slidingWindows, trainValidationSplit } from '../../lib/data';
import { LstmAutoencoder } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { fit } from '../../lib/training';

const context = { profile: 'smoke', telemetry: '' } as const;

/** Numbers that agree to a thousandth: the last digits depend on the machine. */
function assertNear(actual: readonly (number | null | undefined)[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i]! - value) <= 1e-3 * Math.abs(value), `expected ${value}, found ${actual[i]} at ${i}`);
  });
}

async function run(tables: readonly SuiteTable[]): Promise<Results> {
  const { results, failures } = await runSuite(tables, { profile: 'smoke' });
  assert.deepEqual(failures, []);
  return results;
}

// What the exercises measured at smoke with seed 0 when each trained its detectors in a loop of its own.
describe('the suite of the exercises', function () {
  this.timeout(300_000);
  let results: Results;
  before(async () => {
    await loadBackend();
    results = await run(exercises(context));
  });

  const probeOf = <Found>(table: string, label: string) => results.table(table).row(label).only().probe as Found;

  it('numbers its tables, all on data that needs no telemetry', () => {
    const names = exercises(context).map(({ name }) => name);
    assert.deepEqual(names, [
      'exercise-1, 3 dimensions',
      'exercise-1, 9 dimensions',
      'exercise-2',
      'exercise-3',
      'exercise-4',
    ]);
  });

  it('runs each profile, larger ones on more', () => {
    const jobs = (['smoke', 'quick', 'full'] as const).map((profile) =>
      exercises({ ...context, profile }).flatMap((table) => planTable(table, profile)),
    );
    assert.deepEqual(
      jobs.map(({ length }) => length),
      [18, 90, 210],
    );
  });

  it('1: measures errors by class at each latent size', () => {
    const figures = (trueDim: number) =>
      results.table(`exercise-1, ${trueDim} dimensions`).rows.flatMap(({ measures, probe }) => {
        const { normal, anomalous } = probe as ClassScores;
        return [measures.rocAuc, normal, anomalous! / normal!];
      });
    assertNear(
      figures(3),
      [0.69512, 0.579644, 1.865206, 0.949033, 0.0138363, 35.892031, 0.954263, 0.0124246, 40.076096],
    );
    assertNear(figures(9), [0.688103, 0.805387, 1.565309, 0.73625, 0.496829, 1.962705, 0.877953, 0.0475212, 10.119678]);
  });

  it('2: measures the latent space with each weight of the KL term, and that of an autoencoder', () => {
    const spaces = ['vae without KL', 'vae, beta 1', 'autoencoder'].map((label) =>
      probeOf<LatentSpace>('exercise-2', label),
    );
    const figures = (of: (space: LatentSpace) => number | undefined) => spaces.map(of);
    assertNear(
      figures(({ errorRocAuc }) => errorRocAuc),
      [0.566093, 0.570585, 0.873883],
    );
    assertNear(
      figures(({ lengthRocAuc }) => lengthRocAuc),
      [0.38855, 0.410768, 0.402483],
    );
    assertNear(
      figures(({ meanLength }) => meanLength),
      [0.695456, 0.554644, 1.666583],
    );
    assertNear(
      figures(({ generatedDistance }) => generatedDistance),
      [12.974456, 12.973938, 12.997666],
    );
    assertNear(
      figures(({ halfwayDistance }) => halfwayDistance),
      [13.003849, 13.003314, 12.833851],
    );
    assert.deepEqual(
      figures(({ activeDims }) => activeDims),
      [2, 1, 3],
    );
    assertNear(
      spaces.slice(0, 2).flatMap(({ vae }) => [vae!.kl, vae!.bothRocAuc]),
      [0.429344, 0.566093, 0.303387, 0.562674],
    );
    assert.equal(spaces[2].vae, undefined);
    // Without KL the chapter's score is the error alone.
    assert.equal(spaces[0].vae!.bothRocAuc, spaces[0].errorRocAuc);
    assert.ok(spaces.every(({ mu, latentDim }) => mu.length === 414 * latentDim));
    assert.equal(results.table('exercise-2').row('vae, beta 1').only().measures.rocAuc, spaces[1].errorRocAuc);
  });

  it('3: measures both rivals, AnoGAN after each step of its search', () => {
    const [autoencoder, anoGan] = ['autoencoder', 'anogan'].map((label) => probeOf<Rival>('exercise-3', label));
    assertNear(
      ['autoencoder', 'anogan'].map((label) => results.table('exercise-3').row(label).mean('rocAuc')),
      [0.757987, 0.255385],
    );
    assertNear(
      [1, 2, 5].map((steps) => anoGan.bySteps!.residualRocAuc[steps]),
      [0.657028, 0.657285, 0.657997],
    );
    assert.equal(anoGan.bySteps!.rocAuc.length, 6);
    assert.equal(anoGan.bySteps!.rocAuc[5], results.table('exercise-3').row('anogan').mean('rocAuc'));
    assert.equal(autoencoder.bySteps, undefined);
    assert.deepEqual([autoencoder.parameters, anoGan.parameters], [26_036, 26_217]);
    assert.ok(anoGan.seconds.alone > autoencoder.seconds.alone);
  });

  it('4: measures each sequence length from its three sides', () => {
    const rows = [5, 20].map((steps) => probeOf<FoundEvents>('exercise-4', `lstm-autoencoder, ${steps} steps`));
    assertNear(
      rows.flatMap(({ rocAuc }) => [rocAuc.jump, rocAuc.tempo]),
      [0.31333, 0.552046, 0.195498, 0.483768],
    );
    assert.deepEqual(
      rows.map(({ found }) => found),
      [
        { jump: 0, tempo: 0 },
        { jump: 0, tempo: 0 },
      ],
    );
    assert.deepEqual(rows[1].delay, { jump: 10, tempo: 60 });
    assert.ok(rows.every(({ seconds }) => seconds > 0));
  });

  it('4: trains on as many windows of each length, as by hand', async () => {
    const windowSize = 20;
    const { series } = rhythmSeries({ length: windowSize + 59 * 10, events: false, seed: 0 });
    const windows = slidingWindows(series, { windowSize, stride: 10 });
    const split = trainValidationSplit(windows.count, { validationFraction: 0.2, seed: 0 });
    const data = { train: selectWindows(windows, split.train), validation: selectWindows(windows, split.validation) };
    const model = new LstmAutoencoder({ windowSize, features: 1, hiddenUnits: 8, layers: 1, latentDim: 8, seed: 0 });
    const { trainLoss, validationLoss } = await fit(model, data, { epochs: 2, learningRate: 0.005, seed: 0 });
    model.dispose();
    const { history } = results.table('exercise-4').row('lstm-autoencoder, 20 steps').only();
    assert.deepEqual([history!.trainLoss, history!.validationLoss], [trainLoss, validationLoss]);
  });
});

describe('the experiments of the exercises, on less data for longer', () => {
  before(() => loadBackend());

  it('1: find that fewer latent dimensions than the data has lose normal data', async () => {
    const [table] = latentSize(context);
    const source: Source = { kind: 'correlated', channels: ['samples'], features: 10, latentDim: 3, train: 400 };
    const rows = [1, 4].map((latentDim) => ({
      ...table.rows[0],
      label: String(latentDim),
      config: { ...table.rows[0].config, latentDim },
      training: { epochs: 12, learningRate: 3e-3 },
    }));
    const results = await run([{ ...table, source, rows }]);
    const [one, enough] = ['1', '4'].map((label) => results.row(label).only().probe as ClassScores);
    assert.ok(one.normal! > 1.5 * enough.normal!);
    assert.ok(enough.anomalous! / enough.normal! > one.anomalous! / one.normal!);
  });

  it('2: find that the KL term draws the codes together', async () => {
    const [table] = klRole(context);
    const rows = table.rows.slice(0, 2).map((row) => ({ ...row, training: { epochs: 4, batchSize: 64 } }));
    const results = await run([{ ...table, rows }]);
    const [free, bound] = results.rows.map(({ probe }) => probe as LatentSpace);
    assert.ok(free.vae!.kl > bound.vae!.kl);
    assert.ok(free.meanLength > bound.meanLength);
  });

  it('2: confirm the closed form of the KL divergence, and would notice an error in it', () => {
    assert.ok(Math.abs(klClosedFormGap(1.5, -1)) < 0.02);
    assert.ok(Math.abs(klClosedFormGap(0, 0)) < 1e-12);
  });
});
