import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { planTable, runSuite, type SuiteProgress, type SuiteTable } from '../../lib/experiments';
import { ResultStore } from '../../lib/runs';
import { kindTable, suiteTable, toMarkdown } from '../../lib/tables';
import { smallJob } from '../support/small-job';

const table: SuiteTable = {
  name: 'small',
  title: 'Two seeds',
  source: { kind: 'correlated', channels: ['samples'], train: 300, testNormal: 100, testAnomalous: 20 },
  protocol: { ...smallJob.protocol, threshold: { kind: 'percentile', percentile: 95, of: 'training' } },
  rows: [
    { label: 'vae, latent 2', detector: 'vae', config: { latentDim: 2 }, training: { epochs: 1 } },
    { label: 'pca', detector: 'pca' },
    { label: 'all-anomalous', detector: 'all-anomalous' },
  ],
  seeds: [0, 1],
  measures: ['rocAuc', 'recall'],
  notes: [],
};

/** What must repeat: everything but the time it took. */
const figures = (value: unknown) =>
  JSON.stringify(value, (key, each: unknown) => (key === 'seconds' ? undefined : each));

describe('planTable', () => {
  const [row] = table.rows;
  const jobs = (more: Partial<SuiteTable>) => planTable({ ...table, ...more }, 'quick').map(({ job }) => job);

  it('runs every row with every seed on every channel', () => {
    const source = { kind: 'mnist' as const, channels: ['3', '7'] };
    const places = jobs({ source, rows: [row, { ...row, label: 'one seed', seeds: [5] }] }).map(
      ({ detector, seed, channel, profile }) => [detector, seed, channel, profile].join(' '),
    );
    assert.deepEqual(places, [
      'vae 0 3 quick',
      'vae 0 7 quick',
      'vae 1 3 quick',
      'vae 1 7 quick',
      'vae 5 3 quick',
      'vae 5 7 quick',
    ]);
  });

  it('lays what a row says over what its table says, and the config of a channel over that of the row', () => {
    const source = { kind: 'mnist' as const, channels: ['3', '7'] };
    const own = { ...row, config: { latentDim: 2, beta: 0.5 }, configOf: { '7': { latentDim: 9 } } };
    const [three, seven] = jobs({
      rows: [
        { ...own, source, seeds: [0], protocol: { stride: 4 }, view: { context: 3 }, probe: 'dense', keep: ['steps'] },
      ],
    });
    assert.deepEqual(three, {
      detector: 'vae',
      config: { latentDim: 2, beta: 0.5 },
      training: { epochs: 1 },
      view: { context: 3 },
      probe: 'dense',
      keep: ['steps'],
      protocol: { ...table.protocol, stride: 4 },
      source,
      channel: '3',
      seed: 0,
      profile: 'quick',
    });
    assert.deepEqual(seven.config, { latentDim: 9, beta: 0.5 });
    assert.equal(
      'config' in jobs({ rows: [{ label: 'pca', detector: 'pca' }] })[0],
      false,
      'none where nothing is set',
    );
  });
});

describe('runSuite', () => {
  it('refuses a label that is twice in a table, and a name that two tables have, before anything is run', async () => {
    const again = { ...table.rows[2], detector: 'random' };
    const rows = [...table.rows, again];
    await assert.rejects(
      runSuite([{ ...table, rows }], { profile: 'smoke' }),
      /^Error: small: two rows have the label 'all-anomalous'; expected one\.$/,
    );
    await assert.rejects(
      runSuite([table, { ...table, rows: table.rows.slice(1) }], { profile: 'smoke' }),
      /^Error: Two tables have the name 'small'; expected one\.$/,
    );
  });

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-suite-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('keeps the seeds apart, and its tables show mean and deviation', async () => {
    const { results, interrupted, failures } = await runSuite([table], { profile: 'smoke' });
    assert.deepEqual([interrupted, failures], [false, []]);
    const [vae, pca, all] = results.labels.map((label) => results.table('small').row(label));
    assert.deepEqual([vae.seeds, vae.rows[0].epochs], [[0, 1], 1]);
    const [first, second] = pca.over('rocAuc');
    assert.notEqual(first, second);
    assert.deepEqual([all.over('recall'), all.over('rocAuc')], [[1, 1], [0.5, 0.5]]); // prettier-ignore
    const markdown = toMarkdown(suiteTable(table, results));
    assert.match(markdown, /small +\| +ROC-AUC \| +Recall \| +Nats of z \| +Seconds/);
    assert.match(markdown, /pca +\| +\**\.\d{3} ± \.\d{3}/);
    assert.match(toMarkdown(kindTable(table, results)!), /mean shift: ROC-AUC/);
  });

  it('gives the same figures in worker processes', async () => {
    const [here, there] = [1, 2].map((workers) => runSuite([table], { profile: 'smoke', workers }));
    assert.equal(figures((await there).results), figures((await here).results));
  });

  it('gives each job a process of its own where its peak of memory is wanted, and says what made the results', async () => {
    const some = { ...table, rows: table.rows.slice(0, 2), seeds: [0] };
    const alone = await runSuite([some], { profile: 'smoke', ownProcess: true });
    const peaks = alone.results.rows.map(({ peakMemoryBytes }) => peakMemoryBytes!);
    assert.ok(
      peaks.every((peak) => peak > 50 * 2 ** 20 && peak < 4 * 2 ** 30),
      peaks.join(', '),
    );
    assert.equal(alone.provenance.peakMemoryBytes, Math.max(...peaks));
    assert.equal(alone.provenance.versions.length, 1);
    const together = await runSuite([some], { profile: 'smoke' });
    assert.ok(together.results.rows.every((row) => !('peakMemoryBytes' in row)));
    const withoutPeaks = alone.results.rows.map(({ peakMemoryBytes: _, ...row }) => row);
    assert.equal(figures(withoutPeaks), figures(together.results.rows));
    assert.deepEqual((await runSuite([], { profile: 'smoke' })).provenance, { versions: [] });
  });

  it('runs what two tables share once, and nothing that is stored', async () => {
    const store = ResultStore.open(path.join(folder, 'store'));
    const rows = table.rows.slice(1);
    const progress: SuiteProgress[] = [];
    const run = () =>
      runSuite(
        [
          { ...table, rows },
          { ...table, name: 'again', rows: rows.slice(0, 1) },
        ],
        {
          profile: 'smoke',
          store,
          onProgress: (each) => progress.push(each),
        },
      );
    const { results } = await run();
    assert.deepEqual(results.table('again').over('rocAuc'), results.table('small').row('pca').over('rocAuc'));
    assert.deepEqual([store.hashes().length, progress.at(-1)!.total, progress.at(-1)!.reused], [4, 4, 0]);
    assert.equal(figures((await run()).results), figures(results));
    assert.equal(progress.at(-1)!.reused, 4);
  });

  it('runs what is stored again where its peak of memory is wanted and was not measured', async () => {
    const store = ResultStore.open(path.join(folder, 'peaks'));
    const some = { ...table, rows: table.rows.slice(0, 1), seeds: [0] };
    const run = async (ownProcess: boolean) => {
      let reused = 0;
      const onProgress = (progress: SuiteProgress) => (reused = progress.reused ?? 0);
      const { results } = await runSuite([some], { profile: 'smoke', store, ownProcess, onProgress });
      return [reused, results.rows.every(({ peakMemoryBytes }) => peakMemoryBytes !== undefined)];
    };
    assert.deepEqual(await run(false), [0, false]);
    assert.deepEqual(await run(true), [0, true], 'the stored result does not tell the peak');
    assert.deepEqual(await run(true), [table.source.channels.length, true]);
  });

  it('says so when it was stopped, and keeps only the rows that were finished', async () => {
    const abort = new AbortController();
    const labels: string[] = [];
    const onProgress = ({ label, done, epoch }: SuiteProgress) => {
      labels.push(`${label}${epoch ? `, epoch ${epoch}` : ''}`);
      if (done === 3) abort.abort();
    };
    const { results, interrupted } = await runSuite([table], { profile: 'smoke', onProgress, signal: abort.signal });
    assert.equal(interrupted, true);
    assert.deepEqual(
      [results.labels, results.rows.length],
      [['vae, latent 2'], 2],
      'a row with one seed of two is left out',
    );
    assert.deepEqual(labels.slice(0, 2), ['small: vae, latent 2, samples, epoch 1', 'small: vae, latent 2, samples']);
  });

  it('names the job that failed, and leaves its row out of its table alone', async () => {
    // Diverges with any seed.
    const bad = { ...table.rows[0], training: { epochs: 1, learningRate: 1e30 } };
    const rows = [bad, table.rows[1]];
    const good = { ...table, name: 'good', rows: [table.rows[1]] };
    const { results, failures } = await runSuite([{ ...table, rows }, good], { profile: 'smoke' });
    assert.match(failures.join('\n'), /^vae on samples, seed 0: .*\nvae on samples, seed 1: /);
    assert.deepEqual(results.rows.map((row) => [row.table, row.row, row.seed].join(' ')), [
      'small pca 0',
      'small pca 1',
      'good pca 0',
      'good pca 1',
    ]); // prettier-ignore
    await assert.rejects(
      runSuite([{ ...table, rows }], { profile: 'smoke', whole: true }),
      /^Error: Some jobs failed:\nvae on samples, seed 0: /,
    );
  });

  it('judges a row by its own table where two tables share it', async () => {
    const abort = new AbortController();
    const rows = [table.rows[1]];
    const other = { ...table, name: 'other', protocol: { ...table.protocol, windowSize: 2 }, rows };
    const onProgress = ({ done }: SuiteProgress) => done === 3 && abort.abort();
    const tables = [{ ...table, rows }, other];
    const { results } = await runSuite(tables, { profile: 'smoke', onProgress, signal: abort.signal });
    assert.deepEqual(
      results.rows.map(({ table: name, seed }) => [name, seed]),
      [
        ['small', 0],
        ['small', 1],
      ],
    );
  });

  it('fails before anything runs where data cannot be read', async () => {
    const source = { kind: 'smap-msl' as const, root: '/nowhere', channels: ['D-1'] };
    let begun = 0;
    const run = runSuite([table, { ...table, name: 'other', source }], { profile: 'smoke', onProgress: () => begun++ });
    await assert.rejects(run, /\/nowhere.*labeled_anomalies\.csv/);
    assert.equal(begun, 0);
  });
});
