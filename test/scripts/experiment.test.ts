import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import type { ExperimentResult, SuiteResult } from '../../lib/experiments';
import { readLeaderboard } from '../../lib/leaderboard';

const repository = path.join(__dirname, '..', '..');

function experiment(...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'scripts/experiment.ts', '--no-store', ...args], {
    cwd: repository,
    encoding: 'utf8',
  });
}

describe('npm run experiment', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-cli-'));
  const data = path.join(folder, 'data');
  before(() => simulateSmapMsl(data, { channels: ['P-1', 'D-1'], length: 1200 }));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('prints the tables and writes the JSON', () => {
    const json = path.join(folder, 'result.json');
    const run = experiment(
      '--model',
      'lstm-vae',
      '--data',
      data,
      '--channels',
      'P-1,D-1',
      '--profile',
      'smoke',
      '--json',
      json,
    );
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /SIMULATED channels/);
    for (const row of ['P-1', 'D-1', 'lstm-vae', 'random', 'all-anomalous', 'nearest-neighbour']) {
      assert.match(run.stdout, new RegExp(`^\\| ${row} +\\|`, 'm'));
    }
    const result = JSON.parse(fs.readFileSync(json, 'utf8')) as ExperimentResult;
    assert.deepEqual(
      result.channels.map(({ channel }) => channel),
      ['P-1', 'D-1'],
    );
    for (const key of ['precision', 'recall', 'f1', 'rocAuc', 'prAuc', 'epochs', 'seconds'] as const) {
      assert.equal(typeof result.channels[0][key], 'number', key);
    }
    assert.equal(result.config.seed, 0);
    assert.ok(result.macro.f1 >= 0 && result.macro.f1 <= 1);
  });

  it("runs on files of one's own", () => {
    const write = (name: string, lines: string[]) => {
      const file = path.join(folder, name);
      fs.writeFileSync(file, `${lines.join('\n')}\n`);
      return file;
    };
    const steps = Array.from({ length: 60 }, (_, time) => time);
    const train = write('train.csv', ['a,b', ...steps.map((time) => `${time % 4},${time % 3}`)]);
    const test = write('test.csv', [
      'a,b,label',
      ...steps.map((time) => `${time % 4},${time % 3},${time < 20 ? 1 : 0}`),
    ]);
    const run = experiment('--model', 'range', '--train', train, '--test', test);
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /^\| test\.csv +\|/m);
    assert.match(run.stdout, /^\| range +\|/m);
  });

  it('draws a sweep and writes its figures', () => {
    const [sweep, figure, json] = ['sweep.json', 'figure.json', 'table.json'].map((name) => path.join(folder, name));
    fs.writeFileSync(sweep, JSON.stringify({ grid: { 'config.components': [1, 4] } }));
    const common = ['--model', 'pca', '--data', data, '--channels', 'P-1', '--profile', 'smoke', '--workers', '1'];
    const run = experiment(...common, '--sweep', sweep, '--figure', figure, '--json', json);
    assert.equal(run.status, 0, run.stderr);
    const [{ rows }] = (JSON.parse(fs.readFileSync(json, 'utf8')) as { tables: [{ rows: { mean: number }[] }] }).tables;
    const { data: traces } = JSON.parse(fs.readFileSync(figure, 'utf8')) as { data: { x: number[]; y: number[] }[] };
    assert.deepEqual(traces[0].x, [1, 4]);
    traces[0].y.forEach((y, i) => assert.ok(Math.abs(y - rows[i].mean) < 1e-4, `${y}, in the table ${rows[i].mean}`));
  });

  it("runs the leaderboard's ensemble on files of one's own", () => {
    const rows = (length: number, wrong: (time: number) => boolean) =>
      Array.from({ length }, (_, time) => `${wrong(time) ? 5 : Math.sin(time / 3).toFixed(3)},${+wrong(time)}`);
    const write = (name: string, lines: string[]) => {
      const file = path.join(folder, name);
      fs.writeFileSync(file, `${['value,label', ...lines].join('\n')}\n`);
      return file;
    };
    const train = write(
      'normal.csv',
      rows(90, () => false),
    );
    const test = write(
      'wrong.csv',
      rows(700, (time) => time >= 200 && time < 230),
    );
    const [json, figure] = [path.join(folder, 'own.json'), path.join(folder, 'own-figure.json')];
    const files = ['--train', train, '--test', test, '--label-column', 'label'];
    const run = experiment('--model', 'pooled-context', ...files, '--json', json, '--figure', figure);
    assert.equal(run.status, 0, run.stderr);
    const ensemble = 'pooled-context ensemble, settings it ships with';
    for (const row of [ensemble, 'random', 'all-anomalous', 'nearest-neighbour']) {
      assert.equal(run.stdout.match(new RegExp(`^\\| ${row} +\\|`, 'gm'))?.length, 4, row);
    }
    assert.doesNotMatch(run.stdout, /NaN|ORACLE|interval/);
    assert.match(run.stdout, /^\| all-anomalous +\| +1 \| \[0, 700\) +\|$/m);
    assert.match(run.stdout, /^\| labelled +\| +1 \| \[200, 230\) +\|$/m);
    const [first] = readLeaderboard(json).results;
    const { sequences } = first.seeds[0].channels[0];
    assert.equal(first.label, ensemble);
    assert.ok(sequences!.length === 1 && sequences![0].start < 230 && sequences![0].end > 200, JSON.stringify(first));
    const { data: traces } = JSON.parse(fs.readFileSync(figure, 'utf8')) as { data: { y: number[] }[] };
    assert.ok(traces[0].y.length > 100);
    assert.match(run.stdout, /compares every stretch with the pool of training AND test stretches/);
    const none = write(
      'none.csv',
      rows(400, () => false),
    );
    const refused = experiment(
      '--model',
      'pooled-context',
      '--train',
      train,
      '--test',
      none,
      '--label-column',
      'label',
    );
    assert.match(refused.stderr, /none\.csv: all 400 time steps of the test series are normal; expected both classes/);
  });

  it('prints the tables of a suite', () => {
    const json = path.join(folder, 'suite.json');
    const run = experiment(
      '--suite',
      'report-2',
      '--data',
      data,
      '--profile',
      'smoke',
      '--workers',
      '1',
      '--json',
      json,
    );
    assert.equal(run.status, 0, run.stderr);
    for (const row of ['vae, latent 2', 'vae, latent 16', 'pca', 'nearest-neighbour', 'random', 'all-anomalous']) {
      assert.match(run.stdout, new RegExp(`^\\| ${row} +\\|`, 'm'));
    }
    assert.match(run.stdout, /correlation break: ROC-AUC/);
    const { tables, interrupted } = JSON.parse(fs.readFileSync(json, 'utf8')) as SuiteResult;
    assert.deepEqual([tables.length, interrupted, tables[0].rows[0].label], [1, false, 'vae, latent 2']);
  });

  for (const [what, args, message] of [
    ['an unknown suite', ['--suite', 'report-4'], /^\nUnknown suite 'report-4': expected reports, report-1/],
    [
      'a suite beside a model',
      ['--suite', 'report-1', '--model', 'vae'],
      /^\n--suite report-1 and --model exclude each other/,
    ],
    [
      "a suite beside a window's size",
      ['--suite', 'report-1', '--window-size', '5'],
      /^\n--suite report-1 and --window-size exclude each other/,
    ],
    [
      "a suite on channels of one's own",
      ['--suite', 'report-3', '--data', data, '--channels', 'D-1'],
      /^\n--suite report-3 and --channels exclude each other: .* telemetry's channels, --model on channels of one's own\.$/m,
    ],
    [
      'a suite where no channel is long enough',
      ['--suite', 'report-3', '--data', data, '--profile', 'smoke'],
      /data: expected channels with at least 100 anomalous windows, found none; reports run on such .*\(--model\) on any that are named\.$/m,
    ],
    [
      "the leaderboard beside files of one's own",
      ['--suite', 'leaderboard', '--train', 'a.csv'],
      /^\n--suite leaderboard and --train exclude each other/,
    ],
    [
      'the leaderboard on one channel',
      ['--suite', 'leaderboard', '--data', data, '--channels', 'D-1'],
      /expected at least two of the report's channels.*found D-1/,
    ],
    [
      'the leaderboard on a channel twice',
      ['--suite', 'leaderboard', '--data', data, '--channels', 'D-1,P-1,D-1'],
      /^\nD-1: this channel is named twice/,
    ],
    [
      "workers for the leaderboard's ensemble",
      ['--model', 'pooled-context', '--data', data, '--workers', '2'],
      /^\n--model pooled-context and --workers exclude each other/,
    ],
    [
      "a profile for one's own files",
      ['--model', 'pooled-context', '--train', 'a.csv', '--test', 'b.csv', '--profile', 'quick'],
      /^\n--model pooled-context and --profile exclude each other/,
    ],
    [
      'a profile for channels that are named',
      ['--model', 'pooled-context', '--data', data, '--channels', 'D-1', '--profile', 'full'],
      /^\n--model pooled-context and --profile exclude each other: it limits the channels where none are named\.$/m,
    ],
    [
      'a figure of two channels',
      ['--model', 'pooled-context', '--data', data, '--channels', 'P-1,D-1', '--figure', path.join(folder, 'f.png')],
      /^\n--figure draws the scores of one series; found 2 channels/,
    ],
    [
      'several seeds of a model',
      ['--model', 'vae', '--seeds', '1,2'],
      /^\n--seeds is for --suite leaderboard; with --model give "seeds"/,
    ],
    [
      'an unknown model',
      ['--model', 'lstm-vea', '--data', data],
      /^\nUnknown model 'lstm-vea': expected lstm-vae.*, pooled-context\. Did you mean lstm-vae\?/,
    ],
    ['a folder without data', ['--model', 'lstm-vae', '--data', folder], /no SMAP\/MSL data here/],
    [
      'an unknown channel',
      ['--model', 'lstm-vae', '--data', data, '--channels', 'D-11'],
      /unknown channel 'D-11'.*D-1/,
    ],
    ['a bad seed', ['--model', 'lstm-vae', '--seed', '1.5'], /--seed.*Expected a whole number/],
    [
      'a bad profile',
      ['--model', 'lstm-vae', '--profile', 'fast'],
      /Unknown profile 'fast': expected smoke, quick, full/,
    ],
    ['--train without --test', ['--model', 'lstm-vae', '--train', 'a.csv'], /^\n--train needs --test too/],
    ['--labels alone', ['--model', 'lstm-vae', '--labels', 'a.csv'], /--labels needs --train and --test too/],
    [
      'files beside a folder',
      ['--model', 'random', '--train', 'a', '--test', 'b', '--data', data],
      /--data and --train exclude each other/,
    ],
    [
      'no folder for the JSON',
      ['--model', 'random', '--json', '/nowhere/x.json'],
      /--json \/nowhere\/x\.json: the folder \/nowhere does not exist/,
    ],
    [
      'a figure without a sweep',
      ['--model', 'random', '--data', data, '--channels', 'P-1', '--figure', 'f.png'],
      /^\n--figure needs --sweep, or --model pooled-context\.$/m,
    ],
    ['an empty number', ['--model', 'random', '--percentile', ''], /--percentile.*Expected a number from 0 to 100/],
    ['no model', [], /required option '--model <name>'/],
  ] as const) {
    it(`says in one sentence what is wrong with ${what}`, () => {
      const run = experiment(...args);
      assert.equal(run.status, 1);
      assert.match(run.stderr, message);
      assert.doesNotMatch(run.stderr, /^\s+at /m);
    });
  }
});
