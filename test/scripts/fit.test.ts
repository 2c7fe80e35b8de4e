import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';

function run(script: string, ...args: string[]) {
  const line = [...RUN_TYPESCRIPT, `scripts/${script}.ts`, ...args];
  return spawnSync(process.execPath, line, { cwd: REPOSITORY_ROOT, encoding: 'utf8', timeout: 120_000 });
}

describe('npm run fit, then npm run score', () => {
  let folder: string;
  const inFolder = (name: string) => path.join(folder, name);

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-fit-'));
    const rows = Array.from({ length: 300 }, (_, t) => `${Math.sin(t / 5)},${Math.cos(t / 5)}`);
    fs.writeFileSync(inFolder('normal.csv'), `a,b\n${rows.join('\n')}\n`);
    const broken = rows.map((row, t) => (t >= 150 && t < 160 ? '4,-4' : row));
    fs.mkdirSync(inFolder('fresh'));
    fs.writeFileSync(inFolder('fresh/run.csv'), `a,b\n${broken.join('\n')}\n`);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('learns a pipeline from a file and finds the anomaly of another', () => {
    const fitted = run('fit', '--train', inFolder('normal.csv'), '--output', inFolder('pipeline'), '--model', 'pca');
    assert.equal(fitted.status, 0, fitted.stderr);
    assert.match(fitted.stdout, /pca fitted to 300 time steps, threshold \d.* by false-positive-rate/);
    const folders = ['--pipeline', inFolder('pipeline'), '--input', inFolder('fresh'), '--output', inFolder('scores')];
    const scored = run('score', ...folders);
    assert.equal(scored.status, 0, scored.stderr);
    const [header, ...lines] = fs.readFileSync(inFolder('scores/run.csv.scores.csv'), 'utf8').trim().split('\n');
    const column = header.split(',').indexOf('prediction');
    assert.ok(column >= 0, header);
    const anomalous = lines.flatMap((line, t) => (line.split(',')[column] === '1' ? [t] : []));
    assert.ok(anomalous.includes(155), String(anomalous));
    assert.ok(anomalous.filter((t) => t < 150 || t >= 170).length < 15, String(anomalous));
  }).timeout(120_000);

  it('remembers which column is the time, for what is scored and replayed later', () => {
    const clocked = (name: string) => {
      const rows = Array.from({ length: 300 }, (_, t) => `${Math.cos(t / 5)},day ${t},${Math.sin(t / 5)}`);
      fs.writeFileSync(inFolder(name), `b,clock,a\n${rows.join('\n')}\n`);
    };
    fs.mkdirSync(inFolder('clocked'));
    clocked('clocked/run.csv');
    const rows = Array.from({ length: 300 }, (_, t) => `day ${t},${Math.sin(t / 5)},${Math.cos(t / 5)},${+(t > 280)}`);
    fs.writeFileSync(inFolder('train.csv'), `clock,a,b,label\n${rows.join('\n')}\n`);
    const [train, output] = [inFolder('train.csv'), inFolder('not/yet/there')];
    const rule = ['--rule', 'recall', '--validation', train];
    const fitted = run(
      'fit',
      '--train',
      train,
      '--output',
      output,
      '--model',
      'pca',
      '--timestamp-column',
      'clock',
      ...rule,
    );
    assert.equal(fitted.status, 0, fitted.stderr);
    assert.match(fitted.stdout, / by recall/);
    assert.match(fitted.stdout, /^Note: .*train\.csv: 19 time steps are labelled anomalous/m);
    const scored = run(
      'score',
      '--pipeline',
      output,
      '--input',
      inFolder('clocked'),
      '--output',
      inFolder('clocked scores'),
    );
    assert.equal(scored.status, 0, scored.stderr + scored.stdout);
    assert.match(fs.readFileSync(inFolder('clocked scores/run.csv.scores.csv'), 'utf8'), /^day 299,/m);
  }).timeout(120_000);

  it('remembers a time that only its values tell, for what is scored, monitored and replayed later', () => {
    const rows = (from: number) =>
      Array.from({ length: 300 }, (_, t) => `${Math.sin(t / 5)},${1714521600 + 60 * (from + t)},${Math.cos(t / 5)}`);
    fs.writeFileSync(inFolder('told.csv'), `a,stamp,b\n${rows(0).join('\n')}\n`);
    fs.writeFileSync(inFolder('told later.csv'), `a,stamp,b\n${rows(300).join('\n')}\n`);
    const [train, output, json] = [inFolder('told.csv'), inFolder('told'), inFolder('told.json')];
    const fitted = run('fit', '--train', train, '--output', output, '--model', 'pca', '--json', json);
    assert.equal(fitted.status, 0, fitted.stderr);
    const { settings } = JSON.parse(fs.readFileSync(json, 'utf8')) as { settings: Record<string, unknown> };
    assert.deepEqual([settings.timestampColumn, settings.reading], ['stamp', undefined]);
    const later = inFolder('told later.csv');
    const scored = run('score', '--pipeline', output, '--input', later, '--output', inFolder('told scores'));
    assert.equal(scored.status, 0, scored.stderr);
    const written = fs.readFileSync(inFolder('told scores/told later.csv.scores.csv'), 'utf8');
    assert.match(written, /^1714557540,/m);
    for (const input of ['--input', '--replay']) {
      const monitored = run('monitor', '--pipeline', output, input, later, '--print', 'scores');
      assert.equal(monitored.status, 0, monitored.stderr);
      assert.match(monitored.stderr, /"msg":"Taken from .*time: stamp \(Unix time in s\).*; features: a, b/);
      const scores = monitored.stdout.split('\n').filter((line) => line.includes('"kind":"score"'));
      assert.equal(scores.length, 300);
      const { timestamp } = JSON.parse(scores[299]) as { timestamp: number };
      assert.equal(timestamp, input === '--input' ? 1714557540 : Date.UTC(2000, 0, 1) + 299 * 60_000);
    }
  }).timeout(240_000);

  it('refuses features of its own choice where a pipeline fixes them', () => {
    for (const script of ['score', 'monitor']) {
      const folders = ['--pipeline', 'none', '--input', 'none', ...(script === 'score' ? ['--output', 'none'] : [])];
      const refused = run(script, ...folders, '--features', 'a');
      assert.equal(refused.status, 1);
      assert.match(refused.stderr, /^\n--features: the saved pipeline fixes the features, .*npm run fit -- --features/);
    }
  }).timeout(120_000);

  it('takes the labels from the column that is named, reads later files alike, and writes down what it read', () => {
    const write = (name: string, rows: readonly string[]) => fs.writeFileSync(inFolder(name), `${rows.join('\n')}\n`);
    const row = (t: number) => `${Math.sin(t / 5).toFixed(4)};${t % 50 === 7 ? '-9999' : Math.cos(t / 5).toFixed(4)}`;
    const steps = Array.from({ length: 300 }, (_, t) => t);
    const state = (t: number) => (t >= 200 && t < 220 ? 'Attack' : 'Normal');
    write('states.csv', ['a;b;state', ...steps.map((t) => `${row(t)};${state(t)}`)]);
    write('later.csv', ['more;a;b', ...steps.map((t) => `${t % 7};${row(t)}`)]);
    const reading = ['--label-column', 'state', '--missing', '-9999', '--delimiter', ';'];
    const [output, json] = [inFolder('by states'), inFolder('fit.json')];
    const fitted = run(
      ...(['fit', '--train', inFolder('states.csv'), '--output', output, '--model', 'pca', '--json', json] as const),
      ...[...reading, '--rule', 'recall', '--validation', inFolder('states.csv')],
    );
    assert.equal(fitted.status, 0, fitted.stderr);
    assert.match(fitted.stdout, /^ {2}labels: state, 20 of 300 anomalous, by 'Attack'$/m);
    assert.match(
      fitted.stdout,
      /^Note: .*states\.csv: b is missing in 6 of 300 time steps; filled with the last value/m,
    );
    const written = JSON.parse(fs.readFileSync(json, 'utf8')) as {
      files: { label: { anomalous: number }; features: { name: string; missing: number }[] }[];
      settings: { reading: object };
      threshold: { rule: { kind: string } };
    };
    assert.deepEqual(written.files.map(({ label }) => label.anomalous), [20, 20]); // prettier-ignore
    assert.deepEqual(written.files[0].features.map(({ name, missing }) => [name, missing]), [['a', 0], ['b', 6]]); // prettier-ignore
    assert.deepEqual(written.settings.reading, { labelColumn: 'state', delimiter: ';', missing: ['-9999'] });
    assert.equal(written.threshold.rule.kind, 'recall');
    const scored = run('score', '--pipeline', output, '--input', inFolder('later.csv'), '--output', inFolder('later'));
    assert.equal(scored.status, 0, scored.stderr);
    assert.match(scored.stdout, /^ {2}left out: more \(not a feature of the training file\)$/m);
    assert.match(scored.stdout, /^Note: later\.csv: b is missing in 6 of 300 time steps; filled with the last value/m);
  }).timeout(120_000);

  it('learns a forecaster by the defaults of the command', () => {
    const output = inFolder('forecaster');
    const model = ['--model', 'convolutional-forecaster', '--epochs', '1'];
    const fitted = run('fit', '--train', inFolder('normal.csv'), '--output', output, ...model);
    assert.equal(fitted.status, 0, fitted.stderr);
    assert.match(fitted.stdout, /convolutional-forecaster fitted to 300 time steps/);
  }).timeout(120_000);

  it('takes what measures best on plain series if nothing is asked for, which exports and scores alike', () => {
    const rows = Array.from({ length: 700 }, (_, t) => `${Math.sin(t / 5)},${Math.cos(t / 5)}`);
    fs.writeFileSync(inFolder('longer.csv'), `a,b\n${rows.join('\n')}\n`);
    const [train, output, exported] = [inFolder('longer.csv'), inFolder('default'), inFolder('exported')];
    const fitted = run('fit', '--train', train, '--output', output);
    assert.equal(fitted.status, 0, fitted.stderr);
    assert.match(
      fitted.stdout,
      /windows of 50: k-means fitted to 700 time steps, threshold \d.* by false-positive-rate/,
    );
    const written = run('export', '--pipeline', output, '--output', exported);
    assert.equal(written.status, 0, written.stderr);
    assert.ok(fs.existsSync(path.join(exported, 'detector.onnx')), written.stdout);
    const wider = run('fit', '--train', train, '--output', inFolder('wider'), '--window-size', '60');
    assert.match(wider.stdout, /windows of 60: k-means/, wider.stderr);
    const chosen = run('fit', '--train', train, '--output', inFolder('chosen'), '--model', 'pca');
    assert.match(chosen.stdout, /windows of 10: pca/, chosen.stderr);
  }).timeout(240_000);

  it('learns a detector that scores step by step, which scores but is not exported', () => {
    const rows = Array.from({ length: 2000 }, (_, t) => `${Math.sin(t / 5)},${Math.cos(t / 5)}`);
    fs.writeFileSync(inFolder('stream.csv'), `a,b\n${rows.join('\n')}\n`);
    const [train, output] = [inFolder('stream.csv'), inFolder('multi-scale')];
    const fitted = run('fit', '--train', train, '--output', output, '--model', 'multi-scale');
    assert.equal(fitted.status, 0, fitted.stderr);
    assert.match(
      fitted.stdout,
      /scores over 287 steps: multi-scale fitted to 2000 time steps, threshold \d.* by false/,
    );
    const folders = ['--pipeline', output, '--input', inFolder('fresh'), '--output', inFolder('stream scores')];
    const scored = run('score', ...folders);
    assert.equal(scored.status, 0, scored.stderr);
    const lines = fs.readFileSync(inFolder('stream scores/run.csv.scores.csv'), 'utf8').trim().split('\n').slice(1);
    const anomalous = lines.flatMap((line, t) => (line.endsWith(',1') ? [t] : []));
    assert.ok(anomalous.includes(160) && anomalous.every((t) => t >= 150), String(anomalous));
    const exported = run('export', '--pipeline', output, '--output', inFolder('not exported'));
    assert.equal(exported.status, 1);
    assert.match(
      exported.stderr,
      /^\nexport: expected a detector of windows; found multi-scale, which scores step by step\.\n$/,
    );
  }).timeout(240_000);

  it('refuses a place for the pipeline before it trains', () => {
    const fitted = run('fit', '--train', inFolder('normal.csv'), '--output', inFolder('fresh'));
    assert.equal(fitted.status, 1);
    assert.match(fitted.stderr, /fresh: expected a new folder, an empty one or a saved pipeline/);
    assert.doesNotMatch(fitted.stdout, /epoch/);
  }).timeout(120_000);

  it('names the file or the model that is not there', () => {
    const missing = run('fit', '--train', inFolder('none.csv'), '--output', inFolder('p2'));
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /none\.csv: cannot be read/);
    const unknown = run('fit', '--train', inFolder('normal.csv'), '--output', inFolder('p2'), '--model', 'nope');
    assert.equal(unknown.status, 1);
    assert.match(
      unknown.stderr,
      /^\nunknown detector 'nope', expected lstm-vae, .*, all-anomalous, multi-scale, .*, autoregression-residuals\.\n$/,
    );
  }).timeout(120_000);
});
