import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import {
  findSuite,
  modelNames,
  parseUnit,
  profileNames,
  runSuite,
  suiteNames,
  type SuiteTable,
} from '../../lib/experiments';
import { planTable } from '../../lib/experiments/run-suite';
import { kindTable, suiteTable, toMarkdown } from '../../lib/tables';

describe('suites', () => {
  const telemetry = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-suite-')), 'data');
  before(() => simulateSmapMsl(telemetry, { channels: ['P-1', 'D-1'], length: 6000 }));
  after(() => fs.rmSync(path.dirname(telemetry), { recursive: true }));
  const reports = (profile: (typeof profileNames)[number]) => findSuite('reports')({ profile, telemetry });

  for (const profile of profileNames) {
    it(`${profile}: every unit is one, and every table carries the baselines that decide`, () => {
      for (const table of reports(profile)) {
        const units = planTable(table, profile).map(({ unit }) => parseUnit(unit));
        assert.equal(units.length, table.rows.length * table.seeds.length * table.source.channels.length);
        assert.equal(new Set(units.map((unit) => JSON.stringify(unit))).size, units.length, table.name);
        const labels = table.rows.map(({ label }) => label);
        assert.equal(new Set(labels).size, labels.length);
        for (const name of ['nearest-neighbour', 'random', 'all-anomalous', 'pca']) assert.ok(labels.includes(name));
      }
    });
  }

  it('leaves no model out', () => {
    const used = new Set(reports('full').flatMap(({ rows }) => rows.map(({ model }) => model)));
    assert.deepEqual(
      modelNames.filter((name) => !used.has(name)),
      [],
    );
  });

  it('names the suites that there are', () => {
    assert.throws(() => findSuite('report-4'), /Unknown suite 'report-4': expected reports, report-1, .*chapter/);
    for (const name of suiteNames) assert.ok(findSuite(name)({ profile: 'smoke', telemetry }).length > 0);
  });
});

describe('runSuite', () => {
  const table: SuiteTable = {
    name: 'small',
    title: 'Two seeds',
    source: { kind: 'correlated', channels: ['samples'], train: 300, testNormal: 100, testAnomalous: 20 },
    protocol: {
      windowSize: 1,
      stride: 1,
      validationFraction: 0.2,
      scaling: 'z-score',
      threshold: { kind: 'percentile', percentile: 95, of: 'training' },
    },
    rows: [
      { label: 'vae, latent 2', model: 'vae', config: { latentDim: 2 }, training: { epochs: 1 } },
      { label: 'pca', model: 'pca' },
      { label: 'all-anomalous', model: 'all-anomalous' },
    ],
    seeds: [0, 1],
    measures: ['rocAuc', 'recall'],
    notes: [],
  };

  it('averages over channels, keeps the seeds apart, and prints mean and deviation', async () => {
    const result = await runSuite([table], { profile: 'smoke' });
    const [vae, pca, all] = result.tables[0].rows;
    assert.deepEqual([result.interrupted, vae.seeds.length, vae.seeds[0].channels[0].epochs], [false, 2, 1]);
    assert.notEqual(pca.seeds[0].measures.rocAuc, pca.seeds[1].measures.rocAuc);
    assert.deepEqual(all.seeds.map(({ measures }) => [measures.recall, measures.rocAuc]), [[1, 0.5], [1, 0.5]]); // prettier-ignore
    const markdown = toMarkdown(suiteTable(result.tables[0]));
    assert.match(markdown, /small +\| +ROC-AUC \| +Recall \| +Seconds/);
    assert.match(markdown, /pca +\| +\**\.\d{3} ± \.\d{3}/);
    assert.match(toMarkdown(kindTable(result.tables[0])!), /mean shift: ROC-AUC/);
  });

  it('says so when it was stopped, and keeps what was finished', async () => {
    const abort = new AbortController();
    const labels: string[] = [];
    const onProgress = ({ label, done }: { label: string; done: number }) => {
      labels.push(label);
      if (done === 2) abort.abort();
    };
    const result = await runSuite([table], { profile: 'smoke', onProgress, signal: abort.signal });
    assert.equal(result.interrupted, true);
    assert.deepEqual(result.tables[0].rows.map(({ label, seeds }) => [label, seeds.length]), [['vae, latent 2', 2]]); // prettier-ignore
    assert.equal(labels[0], 'small: vae, latent 2, samples');
  });
});
