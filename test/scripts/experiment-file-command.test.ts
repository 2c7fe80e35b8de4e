import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { simulateSmapMsl } from '../../lib/data';
import { Results, type ResultRow } from '../../lib/experiments';
import { ResultStore } from '../../lib/runs';
import type { Table } from '../../lib/tables';

const repository = path.join(__dirname, '..', '..');

/** What an experiment leaves. */
interface Kept {
  readonly hash: string;
  readonly experiment: object;
  readonly results: readonly ResultRow[];
}

describe('npm run experiment -- --experiment', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-file-'));
  const store = path.join(folder, 'store');
  const experiment = (file: string, ...args: string[]) =>
    spawnSync(process.execPath, [...RUN_TYPESCRIPT, 'scripts/experiment.ts', '--experiment', file, ...args], {
      cwd: repository,
      encoding: 'utf8',
    });
  const write = (name: string, content: string) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, content);
    return file;
  };
  const writeJson = (name: string, value: unknown) => write(name, JSON.stringify(value));
  const fields = { model: 'random', data: { train: 'train.csv', test: 'test.csv' }, seeds: [0, 1] };
  before(() => {
    const steps = Array.from({ length: 120 }, (_, time) => time);
    write('train.csv', ['a,b', ...steps.map((time) => `${time % 4},${time % 3}`), ''].join('\n'));
    const rows = steps.map((time) => `${time % 4},${time % 3},${time < 40 ? 1 : 0}`);
    write('test.csv', ['a,b,label', ...rows, ''].join('\n'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('prints a table over the seeds, keeps the results by their hash, and gives the same again', () => {
    const file = writeJson('experiment.json', fields);
    const kept = () => {
      const names = fs.readdirSync(path.join(store, 'experiments'));
      assert.equal(names.length, 1, names.join());
      return { name: names[0], text: fs.readFileSync(path.join(store, 'experiments', names[0]), 'utf8') };
    };
    const run = experiment(file, '--store', store, '--workers', '1');
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /^\| random +\| .*\.\d{3} ± \.\d{3}/m);
    assert.match(run.stdout, /^\| all-anomalous +\|/m);
    const first = kept();
    const { hash, results, experiment: parsed } = JSON.parse(first.text) as Kept;
    assert.equal(first.name, `${hash}.json`);
    assert.ok(run.stdout.includes(`Results of ${hash.slice(0, 12)}: ${path.join(store, 'experiments', first.name)}`));
    assert.deepEqual(parsed, { ...fields, channels: 'all', protocol: {}, profile: 'quick' });
    const own = new Results(results).row('random');
    assert.deepEqual(own.seeds, [0, 1]);
    assert.notEqual(own.over('rocAuc')[0], own.over('rocAuc')[1]);
    assert.equal(ResultStore.open(store).list().length, 12, 'six rows, two seeds: the store is not disturbed');
    // Computed again, not read from the store.
    const again = experiment(file, '--store', store, '--workers', '1', '--force');
    assert.equal(again.status, 0, again.stderr);
    const costs = ['seconds', 'peakMemoryBytes']; // never the same twice
    const figures = (text: string) =>
      JSON.stringify(JSON.parse(text), (key, value: unknown) => (costs.includes(key) ? undefined : value));
    assert.equal(kept().name, first.name);
    assert.equal(figures(kept().text), figures(first.text));
  });

  describe('prints what the same experiment prints by options:', () => {
    const [shared, judged] = ['shared', 'judged'].map((name) => path.join(folder, name)) as [string, string];
    before(() => simulateSmapMsl(judged, { channels: ['P-1', 'D-1'], length: 600 }));
    const files = ['--train', path.join(folder, 'train.csv'), '--test', path.join(folder, 'test.csv')];
    const run = (tables: string, ...args: string[]) => {
      const all = ['scripts/experiment.ts', ...args, '--store', shared, '--workers', '1', '--tables', tables];
      const { status, stdout, stderr } = spawnSync(process.execPath, [...RUN_TYPESCRIPT, ...all], {
        cwd: repository,
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      const written = JSON.parse(fs.readFileSync(tables, 'utf8')) as { readonly tables: readonly Table[] };
      return { tables: written.tables, notes: stdout.split('\n').filter((line) => line.startsWith('Note: ')) };
    };
    for (const [what, own, args, captions] of [
      ['a detector of windows', { model: 'pca', seeds: [0, 1] }, ['--model', 'pca', '--seeds', '0,1'], []],
      [
        'measured on steps and events',
        { model: 'pca', protocol: { measuredOn: ['steps', 'events'], percentile: 80 } },
        ['--model', 'pca', '--measured-on', 'steps,events', '--percentile', '80'],
        ['Protocol (b)', 'Protocol (c)', 'Sequences in'],
      ],
      [
        'a detector of whole series',
        { model: 'multi-scale' },
        ['--model', 'multi-scale'],
        ['Protocol (a)', 'Protocol (b)', 'Protocol (c)', 'Sequences in'],
      ],
      [
        'the leaderboard',
        { suite: 'leaderboard', data: 'judged', profile: 'smoke' },
        ['--suite', 'leaderboard', '--data', judged, '--profile', 'smoke'],
        ['Protocol (a)', 'Protocol (b)', 'Protocol (c)', 'Mean rank'],
      ],
    ] as const) {
      it(what, () => {
        const byOptions = run(path.join(folder, 'by-options.json'), ...args, ...('model' in own ? files : []));
        const jobs = ResultStore.open(shared).hashes();
        const file = writeJson('same.json', { data: fields.data, ...own });
        assert.deepEqual(run(path.join(folder, 'by-file.json'), '--experiment', file), byOptions);
        assert.deepEqual(ResultStore.open(shared).hashes(), jobs, 'the jobs are the same');
        for (const caption of captions) {
          assert.ok(
            byOptions.tables.some((table) => table.caption?.startsWith(caption)),
            caption,
          );
        }
      });
    }
  });

  it("runs a suite's tables, and keeps nothing with --no-store but what --json asks for", () => {
    const json = path.join(folder, 'report.json');
    const report = { suite: 'report-2', data: 'telemetry', profile: 'smoke' };
    simulateSmapMsl(path.join(folder, 'telemetry'), { channels: ['D-1'], length: 1200 });
    const file = writeJson('report-file.json', report);
    const run = experiment(file, '--no-store', '--workers', '1', '--json', json);
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /^\| vae, latent 2 +\|/m);
    assert.match(run.stdout, /not kept \(--no-store\)/);
    const { hash, results, experiment: parsed } = JSON.parse(fs.readFileSync(json, 'utf8')) as Kept;
    assert.deepEqual([hash.length, results[0].table, parsed], [64, 'report-2', report]);
  });

  it('names each job that failed, and keeps no results of what is not whole', () => {
    const diverging = { ...fields, model: 'autoencoder', profile: 'smoke', training: { learningRate: 1e30 } };
    const failed = path.join(folder, 'failed');
    const run = experiment(writeJson('diverging.json', diverging), '--store', failed, '--workers', '1');
    assert.equal(run.status, 1);
    for (const seed of fields.seeds)
      assert.match(run.stderr, new RegExp(`^failed: autoencoder on test\\.csv, seed ${seed}: .* in epoch 1\\.`, 'm'));
    assert.match(run.stderr, /^2 jobs failed; the same command tries them again\.$/m);
    assert.doesNotMatch(run.stderr, /^\s+at /m);
    assert.doesNotMatch(run.stdout, /^\| autoencoder +\| +\.\d/m);
    assert.equal(ResultStore.open(failed).list().length, 12, 'the baselines are stored');
    assert.ok(!fs.existsSync(path.join(failed, 'experiments')));
  });

  for (const [what, value, args, message] of [
    ['a field', { ...fields, seeds: [0, 0] }, [], /wrong\.json: seeds: 0 is named twice\.$/m],
    [
      "a setting's value",
      { ...fields, model: 'vae', config: { latentDim: -1 } },
      [],
      /wrong\.json: config: .*latentDim/,
    ],
    [
      'a file of the data',
      { ...fields, data: { train: 'train.csv', test: 'none.csv' } },
      [],
      /wrong\.json: .*none\.csv/,
    ],
    [
      'a percentile that nothing has a use for',
      { ...fields, protocol: { percentile: 90, measuredOn: ['events'] } },
      [],
      /wrong\.json: random measured on events alone: expected no percentile/,
    ],
    ['a flag that the file decides', fields, ['--seed', '0'], /^\n--experiment and --seed exclude each other/],
    ['a profile beside it', fields, ['--profile', 'quick'], /^\n--experiment and --profile exclude each other/],
  ] as const) {
    it(`says in one sentence what is wrong with ${what}, and runs nothing`, () => {
      const run = experiment(writeJson('wrong.json', value), '--no-store', ...args);
      assert.equal(run.status, 1);
      assert.match(run.stderr, message);
      assert.doesNotMatch(run.stderr, /^\s+at /m);
      assert.doesNotMatch(run.stdout, /^\|/m);
    });
  }
});
