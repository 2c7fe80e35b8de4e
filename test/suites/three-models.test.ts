import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl, slidingWindows, makeSeries } from '../../lib/data';
import { CHOSEN_CUT, LATE_CUT, placeRows, prepareChannel, smapMslSource } from '../../lib/experiments';
import { rocAuc } from '../../lib/metrics';
import { AnomalyTransformer } from '../../lib/models';
import { loadBackend } from '../../lib/runtime';
import { scoreWindows } from '../../lib/scoring';
import {
  associationSentence,
  attentionEpochs,
  besideSentence,
  bestRowsSentence,
  directionSentence,
  discrepancyChange,
  exampleWindows,
  judgeDetectors,
  judgedTable,
  judgeScores,
  logWeights,
  mapsAround,
  meanDiscrepancy,
  otherAttention,
  paperWay,
  reportWay,
  scoredBy,
  threeModelTables,
  transformerTable,
  windowsAround,
} from '../../lib/suites';
import { betterKnowingNothing } from '../../lib/suites/one-channel';

describe('the three models side by side', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-three-'));
  before(async () => {
    simulateSmapMsl(root, { channels: ['D-1', 'P-1'], length: 9000 });
    await loadBackend();
  });
  after(() => fs.rmSync(root, { recursive: true }));

  it('have tables of their own windows and of common ones, and what is kept for curves', () => {
    const { tables, labels, epochs } = threeModelTables(
      { profile: 'full', telemetry: root },
      { seed: 5, percentile: 90 },
    );
    const [short, long, same] = tables;
    assert.deepEqual(tables.map(({ protocol }) => [protocol.windowSize, protocol.threshold]), [
      [10, { kind: 'percentile', percentile: 90, of: 'training' }],
      [200, { kind: 'percentile', percentile: 90, of: 'training' }],
      [10, { kind: 'percentile', percentile: 90, of: 'training' }],
    ]); // prettier-ignore
    assert.deepEqual([short.seeds, long.seeds, same.seeds], [[5, 6, 7], [5], [5]]);
    const rowOf = (label: string) => tables.flatMap(({ rows }) => rows).find((row) => row.label === label)!;
    for (const label of Object.values(labels)) assert.deepEqual(rowOf(label).keep, ['windows'], label);
    assert.deepEqual(
      [rowOf(labels.attention).training, rowOf(labels.fewer!).training],
      [{ epochs: 300 }, { epochs: 100 }],
    );
    assert.deepEqual(epochs, { attention: 300, fewer: 100 });
    assert.deepEqual(rowOf(labels.fewer!).seeds, [5]);
    const context = { profile: 'full', telemetry: root } as const;
    const own = { epochs: attentionEpochs('full'), config: {} };
    const same300 = threeModelTables(context, { seed: 5, percentile: 90, ...own });
    assert.deepEqual(same300, threeModelTables(context, { seed: 5, percentile: 90 }));
    const changed = threeModelTables(context, { epochs: 7, config: { hiddenUnits: 32 } });
    const [first] = changed.tables[0].rows;
    assert.deepEqual(
      [first.training, first.config, changed.labels.fewer],
      [{ epochs: 7 }, { hiddenUnits: 32 }, undefined],
    );
    assert.equal(otherAttention('full', { percentile: 70, config: {} }), undefined);
    assert.match(otherAttention('full', { percentile: 95, config: {} })!, /other parameters/);
    assert.match(otherAttention('full', { config: { hiddenUnits: 32 } })!, /other parameters/);
    assert.match(labels.transformer, /^anomaly-transformer, 3 x 128, 10 epochs$/);
    assert.match(labels.shortTransformer, /3 x 128, windows of 10/);
    for (const table of [short, long]) {
      for (const trivial of ['random', 'all-anomalous', 'constant', 'time-index', 'nearest-neighbour']) {
        assert.ok(table.rows.some(({ label }) => label === trivial), `${table.name} has no ${trivial}`); // prettier-ignore
      }
    }
    const quick = threeModelTables({ profile: 'quick', telemetry: root });
    const { training } = quick.tables[0].rows.find(({ label }) => label === quick.labels.attention)!;
    assert.deepEqual([quick.labels.fewer, quick.epochs.attention], [undefined, training?.epochs ?? 6]);
  });

  it('have the transformer in both ways, its size in the names of the rows', () => {
    const options = { seed: 3, percentile: 70, epochs: 2, config: { layers: 2, modelDim: 8 } };
    const { rows, seeds, source } = transformerTable({ profile: 'quick', telemetry: root }, options);
    assert.deepEqual(rows.slice(0, 2).map(({ label }) => label), ["transformer 2 x 8, the report's way", "transformer 2 x 8, the paper's way"]); // prettier-ignore
    assert.deepEqual([rows[0].config?.objective, rows[1].config?.objective], ['joint', 'minimax']);
    assert.deepEqual([seeds, source.channels.length], [[3], 2]);
  });
});

describe('a look into a transformer', () => {
  const steps = 8;
  const series = makeSeries({
    name: 'waves',
    values: Float64Array.from({ length: 80 }, (_, i) => Math.sin(i)),
    features: 1,
    labels: Uint8Array.from({ length: 80 }, (_, i) => (i >= 44 && i < 70 ? 1 : 0)),
  });
  const windows = slidingWindows(series, { windowSize: steps, stride: 4 });
  const config = { windowSize: steps, features: 1, modelDim: 4, heads: 2, layers: 1, feedForwardDim: 4 };
  before(() => loadBackend());

  it('finds the window in whose middle the anomaly begins, and one long before', () => {
    const { places, inside } = windowsAround(windows, [{ start: 44, end: 70 }]);
    // The window from 40 on has the anomaly from its fifth step on; half of what comes before it begins at 16.
    assert.deepEqual([windows.starts[places[1]], windows.starts[places[0]], inside], [40, 16, { start: 4, end: 8 }]);
  });

  it('copies the weights for another score, and measures the discrepancy with any', () => {
    const model = new AnomalyTransformer({ ...config, ...paperWay });
    const copy = scoredBy(model, 'discrepancy');
    const mean = scoreWindows(copy, windows).reduce((sum, each) => sum + each, 0) / windows.count;
    assert.ok(Math.abs(meanDiscrepancy(model, windows) - mean) < 1e-6);
    const change = discrepancyChange(model, 9, windows);
    assert.deepEqual([change.objective, change.before], ['minimax', 9]);
    assert.ok(Math.abs(change.after - mean) < 1e-6 && change.reconstructionError > 0);
    const found = mapsAround(model, windows, windowsAround(windows, [{ start: 44, end: 70 }]));
    const text = associationSentence([found], steps, windowsAround(windows, [{ start: 44, end: 70 }]));
    // All 8 steps lie within 10 of each other.
    assert.match(
      text,
      /even weights would put 100\.0 %: under the minimax objective 100\.0 % in the rows of anomalous steps/,
    );
    model.dispose();
    copy.dispose();
  });

  it('cuts logarithms off, and says which way scores point', () => {
    assert.deepEqual(Array.from(logWeights(Float32Array.of(1, 0))).map(Math.round), [0, -4]);
    assert.equal(
      directionSentence({ a: 0.81, b: 0.078 }),
      'ROC-AUC over steps: a .810 (larger at anomalies); b .078 (smaller at anomalies).',
    );
    assert.notDeepEqual(reportWay, paperWay);
  });
});

describe('detectors on the windows of one channel', () => {
  const threshold = { kind: 'percentile', percentile: 50, of: 'training' } as const;
  const labels = Uint8Array.of(0, 0, 1, 1);
  const judged = [
    judgeScores({ name: 'good', train: [1, 2, 3], test: [0, 1, 3, 4] }, { labels, threshold }),
    judgeScores({ name: 'bad', train: [1, 2, 3], test: [4, 3, 1, 0] }, { labels, threshold }),
  ];

  it('are judged by the rule and shown with accuracy', () => {
    assert.deepEqual([judged[0].f1, judged[0].accuracy, judged[1].f1], [1, 1, 0]);
    assert.equal(bestRowsSentence(judged), 'Highest F1: good (1.000); highest ROC-AUC: good (1.000); highest PR-AUC: good (1.000). Of the rows that know nothing, better than good: none by F1, ROC-AUC or PR-AUC.'); // prettier-ignore
    const { columns, rows } = judgedTable(judged, 'Rows');
    assert.equal(columns[columns.length - 1], 'Accuracy');
    assert.deepEqual(rows[1], ['bad', 0, 0, 0, 0, judged[1].prAuc, 0]);
  });

  it('name the rows that know nothing and are better, by each measure', () => {
    const row = (name: string, f1: number, rocAuc: number | null, prAuc: number) => ({ name, f1, rocAuc, prAuc });
    const models = [row('joint', 0.7, 0.9, 0.8), row('minimax', 0.8, 0.4, 0.5)];
    const rows = [row('pca', 1, 1, 1), row('constant', 0.75, 0.95, 0.8), row('time-index', 0.6, 1, 0.81), row('random', 0.3, null, 0.2)]; // prettier-ignore
    assert.equal(
      betterKnowingNothing(models, rows),
      'Of the rows that know nothing, better than each of the model: by ROC-AUC constant (.950), time-index (1.000), against .900; by PR-AUC time-index (.810), against .800.',
    );
    assert.match(
      betterKnowingNothing(models.slice(0, 1), rows),
      /better than joint: by F1 constant \(\.750\), against \.700;/,
    );
  });

  it('stand beside the rows that look at the place alone, where the fixed cut keeps its own threshold', async () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-one-'));
    simulateSmapMsl(root, { channels: ['D-1', 'P-1'], length: 600 });
    await loadBackend();
    const prepared = prepareChannel(root, 'D-1', { seed: 0 });
    const rows = await judgeDetectors(['constant'], { root, prepared, seed: 0, profile: 'smoke', threshold });
    const names = ['constant', 'time-index', `ORACLE: ${LATE_CUT}`, CHOSEN_CUT, 'position prior'];
    assert.deepEqual(rows.map(({ name }) => name), names); // prettier-ignore
    const [, clock, later, chosen] = rows;
    const { labels: own } = prepared.windows.test;
    assert.equal(clock.rocAuc, rocAuc(Float64Array.from(own.keys()), own));
    // The middle of the window at 5 i is step 5 i + 4.5 of 0 to 599; of as long a training series the place is the same.
    const after = (share: number) => Array.from(own.keys()).filter((i) => (5 * i + 4.5) / 599 > share).length;
    const called = ({ confusion: { tp, fp } }: (typeof rows)[number]) => tp + fp;
    assert.ok(Math.abs(called(clock) - after(0.5)) <= 1 && Math.abs(called(later) - after(0.6)) <= 1);
    const { threshold: cut } = placeRows(smapMslSource(root, ['D-1'])).find(({ label }) => label === CHOSEN_CUT)!
      .protocolOf!['D-1'];
    assert.ok(cut?.kind === 'percentile' && Math.abs(called(chosen) - after(cut.percentile / 100)) <= 1);
    const said = besideSentence('D-1', [{ ...clock, name: 'model', rocAuc: 0 }, ...rows]);
    assert.match(said, /better than model: .*by ROC-AUC .*time-index \(.*One channel and one seed decide nothing\.$/);
    fs.rmSync(root, { recursive: true });
  }).timeout(60_000);

  it('show the median normal window and the highest anomalous one', () => {
    assert.deepEqual(exampleWindows([5, 1, 3, 9, 2], [0, 0, 0, 1, 1]), [2, 3]);
  });
});
