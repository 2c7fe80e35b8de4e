import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { simulateSmapMsl } from '../../lib/data';
import { measuredOnNames, type Job, type ResultRow } from '../../lib/experiments';
import { paperTransformerSettings } from '../../lib/models/anomaly-transformer';
import type { Table } from '../../lib/tables';

const repository = path.join(__dirname, '..', '..');

/** What `--json` writes. */
interface Written {
  readonly results: readonly ResultRow[];
  readonly interrupted: boolean;
  readonly profile: string;
}

function command(...args: string[]) {
  const line = [...RUN_TYPESCRIPT, 'scripts/experiment.ts', ...args];
  return spawnSync(process.execPath, line, { cwd: repository, encoding: 'utf8' });
}

const experiment = (...args: string[]) => command('--no-store', ...args);

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
    const { results } = JSON.parse(fs.readFileSync(json, 'utf8')) as Written;
    const own = results.filter(({ row }) => row === 'lstm-vae');
    assert.deepEqual(
      own.map(({ channel, seed }) => [channel, seed]),
      [
        ['P-1', 0],
        ['D-1', 0],
      ],
    );
    for (const key of ['precision', 'recall', 'f1', 'rocAuc', 'prAuc'] as const) {
      const value = own[0].measures[key]!;
      assert.ok(value >= 0 && value <= 1, key);
    }
    assert.equal(own[0].epochs, 2);
    assert.equal(results.length, 18, 'every row on every channel');
    assert.match(run.stdout, /^\| Channel .*\| Nats of z \|/m);
  });

  it("takes a config of the catalogue's by its name", () => {
    const file = path.join(folder, 'jobs.json');
    const planned = (model: string, name: string) =>
      command('--model', model, '--data', data, '--channels', 'P-1', '--jobs', file, '--config', name);
    const named = { 'report-3': ['lstm-vae', { beta: 0.1 }], paper: ['anomaly-transformer', paperTransformerSettings] };
    for (const [name, [model, expected]] of Object.entries(named)) {
      const { status, stderr } = planned(model as string, name);
      assert.equal(status, 0, stderr);
      const { jobs } = JSON.parse(fs.readFileSync(file, 'utf8')) as { jobs: { job: Job }[] };
      const configs = jobs.flatMap(({ job }) => (job.detector === model ? [job.config] : []));
      assert.ok(configs.length > 0);
      for (const config of configs) assert.deepEqual(config, expected);
    }
    assert.match(planned('lstm-vae', 'report-4').stderr, /report-4: expected a model's config or report-3/);
  });

  it("runs on the user's files", () => {
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
    const onSteps = experiment('--model', 'range', '--train', train, '--test', test, '--measured-on', 'windows,steps');
    assert.equal(onSteps.status, 0, onSteps.stderr);
    const notes = onSteps.stdout.split('\n').filter((line) => line.startsWith('Note: '));
    assert.deepEqual(
      notes.map((note) => note.slice('Note: '.length).split(' ')[0]),
      ["'offline'", 'all-anomalous', 'Best', 'Threshold:'],
    );
  });

  it("draws the scores of a windowed model on the user's files as PDF", () => {
    const write = (name: string, length: number) => {
      const file = path.join(folder, name);
      const rows = Array.from({ length }, (_, time) => `${Math.sin(time / 5)},${time >= 150 ? 1 : 0}`);
      fs.writeFileSync(file, `${['value,label', ...rows].join('\n')}\n`);
      return file;
    };
    const files = ['--train', write('sine.csv', 150), '--test', write('later.csv', 200), '--label-column', 'label'];
    const pdf = path.join(folder, 'pca.pdf');
    const run = experiment('--model', 'pca', ...files, '--figure', pdf);
    assert.equal(run.status, 0, run.stderr);
    assert.match(fs.readFileSync(pdf, 'latin1'), /^%PDF-/);
  });

  it('says in its help which page describes the files that it reads', () => {
    const { stdout } = experiment('--help');
    const text = stdout.replace(/\s+/g, ' ');
    const named = [...text.matchAll(/([\w-]+\.md), "([^"]+)"/g)].map(([, page, heading]) => ({ page, heading }));
    assert.deepEqual(
      named.map(({ page }) => page),
      ['your-data.md', 'environment.md'],
    );
    for (const { page, heading } of named) {
      const file = path.join(repository, page === 'your-data.md' ? 'docs' : '', page);
      assert.ok(fs.readFileSync(file, 'utf8').includes(`\n## ${heading}\n`), heading);
    }
    for (const option of ['--experiment', '--sweep']) assert.match(text, new RegExp(`${option} <file> [^<]*\\.md, `));
  });

  it('names in its help all that can be measured on, and so does the page on data', () => {
    const text = experiment('--help').stdout.replace(/\s+/g, ' ');
    assert.ok(text.includes(`with --model: ${measuredOnNames.join(', ')}, with commas`), text);
    const page = fs.readFileSync(path.join(repository, 'docs', 'your-data.md'), 'utf8').replace(/\s+/g, ' ');
    const sentence = /`--measured-on .*? can be named, too\./.exec(page)![0];
    for (const name of measuredOnNames) assert.ok(sentence.includes(name), name);
  });

  it('prints several seeds as mean and deviation, and writes tables with six digits', () => {
    const file = path.join(folder, 'tables.json');
    const what = ['--model', 'random', '--data', data, '--channels', 'P-1', '--seeds', '0,1', '--workers', '1'];
    const run = experiment(...what, '--tables', file);
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /^\| random +\| .*\.\d{3} ± \.\d{3}/m);
    const { tables } = JSON.parse(fs.readFileSync(file, 'utf8')) as { tables: Table[] };
    const [label, precision] = tables.at(-1)!.rows[0] as [string, number[]];
    assert.equal(label, 'random');
    assert.ok(precision.length === 2 && precision.every((value) => value === Number(value.toFixed(6))));
  });

  it('draws a sweep and writes its figures', () => {
    const names = ['sweep.json', 'figure.json', 'groups.json', 'tables.json'] as const;
    const [sweep, figure, json, tables] = names.map((name) => path.join(folder, name));
    fs.writeFileSync(sweep, JSON.stringify({ grid: { 'config.components': [1, 4] } }));
    const common = ['--model', 'pca', '--data', data, '--channels', 'P-1', '--profile', 'smoke', '--workers', '1'];
    const run = experiment(...common, '--sweep', sweep, '--figure', figure, '--json', json, '--tables', tables);
    assert.equal(run.status, 0, run.stderr);
    const written = JSON.parse(fs.readFileSync(tables, 'utf8')) as { model: string; tables: [Table] };
    assert.deepEqual([written.model, written.tables[0].columns[0]], ['pca', 'config.components']);
    const [{ rows }] = (JSON.parse(fs.readFileSync(json, 'utf8')) as { tables: [{ rows: { mean: number }[] }] }).tables;
    const { data: traces } = JSON.parse(fs.readFileSync(figure, 'utf8')) as { data: { x: number[]; y: number[] }[] };
    assert.deepEqual(traces[0].x, [1, 4]);
    traces[0].y.forEach((y, i) => assert.ok(Math.abs(y - rows[i].mean) < 1e-4, `${y}, in the table ${rows[i].mean}`));
    written.tables[0].rows.forEach(([, , mean], i) => assert.equal(mean, Number(rows[i].mean.toFixed(6))));
  });

  it('compares the settings of a sweep by what they are measured on', () => {
    const sweep = path.join(folder, 'of-seeds.json');
    fs.writeFileSync(sweep, JSON.stringify({ seeds: [0, 1] }));
    const common = ['--model', 'random', '--data', data, '--channels', 'P-1', '--workers', '1', '--sweep', sweep];
    const run = experiment(...common, '--measured-on', 'steps,events');
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /^\| seed +\| +Jobs \| +VUS-PR .*\| +affiliation F1 .*\| +event F1 by job /m);
    assert.doesNotMatch(run.stdout, /ROC-AUC/);
  });

  it("runs the ensemble on the user's files, on windows, steps and events", () => {
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
    const run = experiment('--model', 'multi-scale', ...files, '--json', json, '--figure', figure);
    assert.equal(run.status, 0, run.stderr);
    const ensemble = 'multi-scale';
    for (const row of [ensemble, 'random', 'all-anomalous', 'nearest-neighbour']) {
      assert.equal(run.stdout.match(new RegExp(`^\\| ${row} +\\|`, 'gm'))?.length, 4, row);
    }
    assert.doesNotMatch(run.stdout, /NaN|ORACLE|interval/);
    assert.match(run.stdout, /^\| all-anomalous +\| +1 \| \[0, 700\) +\|$/m);
    assert.match(run.stdout, /^\| labelled +\| +1 \| \[200, 230\) +\|$/m);
    const [{ row, sequences, measures }] = (JSON.parse(fs.readFileSync(json, 'utf8')) as Written).results;
    assert.equal(row, ensemble);
    assert.ok(
      sequences!.length === 1 && sequences![0].start < 230 && sequences![0].end > 200,
      JSON.stringify(sequences),
    );
    assert.ok(Number.isFinite(measures.f1) && Number.isFinite(measures.vusPr) && Number.isFinite(measures.eventF1));
    const { data: traces } = JSON.parse(fs.readFileSync(figure, 'utf8')) as { data: { y: number[] }[] };
    assert.ok(traces[0].y.length > 100);
    assert.match(run.stdout, /compares every stretch with the pool of training AND test stretches/);
    const none = write(
      'none.csv',
      rows(400, () => false),
    );
    const own = ['--train', train, '--test', none, '--label-column', 'label'];
    const undefinedMeasures = experiment('--model', 'multi-scale', ...own);
    assert.match(
      undefinedMeasures.stdout,
      /Note: none\.csv: labels of one class only; precision, recall, f1, rocAuc, .*averages leave the channel out/,
    );
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
    const { results, interrupted } = JSON.parse(fs.readFileSync(json, 'utf8')) as Written;
    assert.deepEqual([results[0].table, results[0].row, interrupted], ['report-2', 'vae, latent 2', false]);
  });

  for (const [what, args, message] of [
    ['an unknown suite', ['--suite', 'report-4'], /^\nunknown suite 'report-4', expected reports, report-1/],
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
      'a suite on chosen channels',
      ['--suite', 'report-3', '--data', data, '--channels', 'D-1'],
      /^\n--suite report-3 and --channels exclude each other: .* itself, --model runs on channels of your choice\.$/m,
    ],
    [
      'a suite where no channel is long enough',
      ['--suite', 'report-3', '--data', data, '--profile', 'smoke'],
      /data: expected channels with at least 100 anomalous windows, found none; reports run on such .*\(--model\) on any that are named\.$/m,
    ],
    [
      "the leaderboard beside the user's files",
      ['--suite', 'leaderboard', '--train', 'a.csv'],
      /^\n--suite leaderboard and --train exclude each other/,
    ],
    [
      'two kinds of seeds',
      ['--model', 'pca', '--seed', '1', '--seeds', '0,2'],
      /^\n--seeds and --seed exclude each other\.$/m,
    ],
    [
      'a store for jobs that are only written down',
      ['--model', 'pca', '--jobs', path.join(folder, 'jobs.json')],
      /^\n--jobs and --no-store exclude each other: it runs nothing, npm run worker -- --jobs does\.$/m,
    ],
    [
      'a figure of two seeds',
      ['--model', 'pca', '--data', data, '--channels', 'P-1', '--seeds', '3,4', '--figure', path.join(folder, 'f.png')],
      /^\n--figure draws the scores of one seed; found 3, 4: name one with --seed\.$/m,
    ],
    [
      'the leaderboard on a channel twice',
      ['--suite', 'leaderboard', '--data', data, '--channels', 'D-1,P-1,D-1'],
      /^\nD-1: this channel is named twice/,
    ],
    [
      'a figure of two channels',
      ['--model', 'multi-scale', '--data', data, '--channels', 'P-1,D-1', '--figure', path.join(folder, 'f.png')],
      /^\n--figure draws the scores of one series; found 2 channels/,
    ],
    [
      'an unknown model',
      ['--model', 'lstm-vea', '--data', data],
      /^\nunknown detector 'lstm-vea', expected lstm-vae.*, multi-scale, .*Did you mean lstm-vae\?/,
    ],
    ['a folder without data', ['--model', 'lstm-vae', '--data', folder], /expected SMAP\/MSL data .*found none/],
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
    ['an empty number', ['--model', 'random', '--percentile', ''], /--percentile.*Expected a number from 0 to 100/],
    [
      'a measurement that there is not',
      ['--model', 'random', '--measured-on', 'windows,days'],
      /--measured-on.*Expected windows, steps, events, alarms, tsb-ad, point-adjusted; found days/,
    ],
    [
      'windows where none are scored or measured',
      ['--model', 'multi-scale', '--measured-on', 'steps', '--window-size', '20'],
      /^\n--model multi-scale without windows in --measured-on and --window-size exclude each other: it scores series/,
    ],
    [
      'a measurement asked for twice',
      ['--model', 'random', '--measured-on', 'steps,steps'],
      /--measured-on.*Expected each name once; found steps twice\./,
    ],
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
