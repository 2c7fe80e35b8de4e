import assert from 'node:assert/strict';
import { PNG } from 'pngjs';
import type { Axis, Figure } from '../../lib/plots/figure';
import {
  plotAttentionMaps,
  plotBoxes,
  plotChannelBars,
  plotClassBalance,
  plotConfusion,
  plotCriticalDifference,
  plotHeatMap,
  plotHistogram,
  plotImageGrid,
  plotImageRows,
  plotLatent,
  plotLatentPca,
  plotLoss,
  plotPrecisionRecall,
  plotReconstruction,
  plotRoc,
  plotScores,
  plotSweep,
  plotTelemetry,
  plotTradeOffs,
} from '../../lib/plots/index';
import { inseparable } from '../../lib/plots/critical-difference';
import { shadeSegments } from '../../lib/plots/shading';
import { labels, samples, scores, segments, wave } from './samples';

function axes(figure: Figure): [string, Axis][] {
  return Object.entries(figure.layout).filter(([key]) => /^[xy]axis\d*$/.test(key)) as [string, Axis][];
}

describe('plots: ROC curves', () => {
  it('have their names above the plot, and beside it where there are too many for a line or two', () => {
    const curve = { name: 'PCA', falsePositiveRate: [0, 1], truePositiveRate: [0, 1] };
    const place = (count: number) => plotRoc(Array.from({ length: count }, () => curve)).layout.legend as { x: number };
    assert.deepEqual([place(3).x, place(4).x > 1], [0, true]);
  });
});

describe('plots: every figure', () => {
  for (const [name, figure] of Object.entries(samples)) {
    it(`${name} has axes with units, traces of equal length and finite numbers`, () => {
      const found = axes(figure);
      if (figure.layout.polar) assert.match(figure.layout.annotations?.[0]?.text ?? '', /\(fraction\)$/);
      else assert.ok(found.length >= 2);
      for (const [key, { title, type, ticktext }] of found) {
        const named = type === 'category' || ticktext !== undefined;
        assert.match(title?.text ?? '', named ? /\w/ : /\w.*\(.+\)$/s, `${key} has no title with a unit`);
      }
      assert.ok(figure.data.length > 0);
      for (const trace of figure.data) {
        if (trace.type === 'scatter' || trace.type === 'bar') assert.equal(trace.x?.length, trace.y?.length);
        if (trace.z) assert.equal(new Set(trace.z.map((row) => row.length)).size, 1);
      }
      const json = JSON.stringify(figure);
      assert.ok(!json.includes('null'), 'a value that is not finite was turned into null');
      assert.ok(figure.alt.length > 20 && figure.alt.endsWith('.'), figure.alt);
    });

    it(`${name} stays below 120 KB in a committed notebook`, () => {
      assert.ok(JSON.stringify(figure).length < 120_000);
    });
  }
});

describe('plots: what the figures show', () => {
  it('joins rows that a test does not separate by a bar, each group once, the best row first', () => {
    assert.deepEqual(inseparable([1, 1.5, 2.2, 3.5, 4.4], 1), [
      [0, 1],
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual(inseparable([1, 1.2, 1.4], 1), [[0, 2]], 'no bar within another');
    assert.deepEqual(inseparable([1, 2, 3], 1), [], 'a difference of the critical one is one');
    const rows = [
      { name: 'c', rank: 4 },
      { name: 'a', rank: 1.2 },
      { name: 'b', rank: 1.9 },
    ];
    const figure = plotCriticalDifference(rows, { critical: 1 });
    assert.deepEqual((figure.layout.yaxis as Axis).ticktext, ['a', 'b', 'c']);
    const [points, bar, scale, ...others] = figure.data;
    assert.deepEqual([points.x, bar.y, scale.x, others], [[1.2, 1.9, 4], [-0.25, 1.25], [1.2, 2.2], []]);
    assert.match(figure.alt, /best mean rank 1\.2, a, not separated from it: b; critical difference 1\.00\.$/);
    assert.throws(
      () => plotCriticalDifference(rows, { critical: 0 }),
      /expected a critical difference above 0, found 0/,
    );
    assert.throws(
      () => plotCriticalDifference(rows.slice(1, 2), { critical: 1 }),
      /expected two rows or more, found 1/,
    );
    assert.throws(
      () => plotCriticalDifference([rows[0], { name: 'x', rank: 0 }], { critical: 1 }),
      /"x" has the mean rank 0/,
    );
  });

  it('keeps a score one step wide and writes the threshold and the detections down', () => {
    const peaked = scores.slice();
    peaked[3333] = 99;
    const figure = plotScores(peaked, { threshold: 2.5, segments, detected: [{ start: 3333, end: 3334 }] });
    assert.equal(Math.max(...(figure.data[0].y as number[])), 99);
    assert.deepEqual(figure.layout.shapes?.map((shape) => shape.name), ['labelled anomaly', 'detected', 'threshold 2.5']); // prettier-ignore
  });

  it('places scores of windows on the time axis', () => {
    const figure = plotScores([1, 2, 3], { start: 9, stride: 5 });
    assert.deepEqual(figure.data[0].x, [9, 14, 19]);
  });

  it('draws a threshold that follows the scores beside them, and counts what lies above it', () => {
    const figure = plotScores([1, 5, 3, 9], { follows: [2, 4, 6, 8] });
    assert.deepEqual(figure.data.map(({ name, y }) => [name, y]), [['anomaly score', [1, 5, 3, 9]], ['threshold that follows', [2, 4, 6, 8]]]); // prettier-ignore
    assert.match(figure.alt, /2 above the threshold that follows them/);
  });

  it('draws a level across bars', () => {
    const { layout } = plotChannelBars(['P-1', 'M-1'], { models: [{ name: 'windows', values: [90, 120] }] }, { measure: 'Windows', unit: 'windows', level: { name: 'needed', value: 100 } }); // prettier-ignore
    assert.deepEqual(layout.shapes?.map(({ name, y0, y1 }) => [name, y0, y1]), [['needed', 100, 100]]); // prettier-ignore
  });

  it('shades half-open segments once each, and joins the closest where there are too many', () => {
    const shapes = shadeSegments(segments, { name: 'labelled anomaly' });
    assert.deepEqual([shapes[0].x0, shapes[0].x1], [1000, 1200]);
    const many = Array.from({ length: 1000 }, (_, index) => ({ start: 10 * index, end: 10 * index + 1 + (index % 7) }));
    const joined = shadeSegments(many, { name: 'detected' });
    assert.ok(joined.length <= 200 && joined.length > 1, `${joined.length} bands`);
    assert.equal(joined[0].x0, 0);
    assert.equal(joined[joined.length - 1].x1, many[999].end);
    assert.throws(() => shadeSegments([{ start: 5, end: 5 }], { name: 'x' }), /segment \[5, 5\) of "x" is empty/);
  });

  it('gives each class of a histogram in percent of that class', () => {
    const figure = plotHistogram(scores, labels, { bins: 20 });
    for (const trace of figure.data) {
      // The last height is repeated to close the step.
      const heights = (trace.y as number[]).slice(0, -1);
      assert.ok(Math.abs(heights.reduce((sum, height) => sum + height, 0) - 100) < 0.1);
    }
    assert.match(String(figure.data[1].name), /anomalous \(200 windows\)/);
    assert.ok(plotHistogram([2, 2, 2], [0, 1, 0]).data.length === 2, 'equal scores still have a bin');
  });

  it('draws the five numbers of a box as numpy and Tukey define them', () => {
    const [box] = plotBoxes([{ name: 'a', values: [1, 2, 3, 4, 100] }], { quantity: 'Score', unit: 'a.u.' }).data;
    const { q1, median, q3, lowerfence, upperfence, y } = box;
    assert.deepEqual({ q1, median, q3, lowerfence, upperfence, y }, { q1: [2], median: [3], q3: [4], lowerfence: [1], upperfence: [4], y: [[100]] }); // prettier-ignore
  });

  it('gives a box without outliers no list of them, for Plotly leaves out a box with an empty one', () => {
    for (const box of samples.boxes.data) {
      assert.ok(box.y === undefined || (box.y as number[][]).every((outliers) => outliers.length > 0), box.name);
    }
    assert.ok(samples.boxes.data.some(({ y }) => y === undefined));
  });

  it('orders precision by ascending recall and draws a random score at the prevalence', () => {
    const [curve, chance] = samples.precisionRecall.data;
    assert.deepEqual(curve.x, [0, 0.5, 1]);
    assert.deepEqual(curve.y, [1, 0.5, 0.1]);
    assert.deepEqual(chance.y, [0.1, 0.1]);
  });

  it('draws a random score at the prevalence of each precision-recall curve where they differ', () => {
    const curves = ['A', 'B', 'C'].map((name) => ({ name, precision: [0.5, 1], recall: [1, 0] }));
    const { data, alt } = plotPrecisionRecall(curves, { prevalence: [0.284, 0.309, 0.284] });
    const random = data.slice(3).map(({ name, y }) => [name, y]);
    const expected = [['random score for A, C (.284)', [0.284, 0.284]], ['random score for B (.309)', [0.309, 0.309]]]; // prettier-ignore
    assert.deepEqual(random, expected);
    assert.match(alt, /a random score has precision \.284 \(A, C\) and \.309 \(B\)\.$/);
    assert.throws(
      () => plotPrecisionRecall(curves, { prevalence: [0.3] }),
      /"prevalence" has 1 value and "curves" has 3/,
    );
    assert.throws(
      () => plotPrecisionRecall(curves, { prevalence: [0, 1.1, 0] }),
      /prevalence is 1\.1; expected a share/,
    );
  });

  it('names each attention map with its largest weight', () => {
    const maps = [{ name: 'normal, score .006', weights: [0.47] }, { name: 'anomalous', weights: [0.0000436] }]; // prettier-ignore
    const { alt } = plotAttentionMaps(maps, { steps: 1 });
    assert.match(alt, /largest weight normal, score \.006: \.47; anomalous: 4\.36e-5\.$/);
  });

  it('puts normal above anomalous and true positives bottom right in a confusion matrix', () => {
    const { data, layout } = plotConfusion({ tp: 8, fp: 25, fn: 2, tn: 75 });
    assert.deepEqual(data[0].z, [[75, 25], [20, 80]]); // prettier-ignore
    assert.deepEqual(layout.annotations?.map((note) => note.text.replace(/<[^>]*>/g, ' ').trim()), ['75  75.0 %', '25  25.0 %', '2  20.0 %', '8  80.0 %']); // prettier-ignore
  });

  it('turns [time, features] values into one row per feature', () => {
    const figure = plotHeatMap([1, 10, 2, 20, 3, 30], { features: 2, featureNames: ['a', 'b'], start: 7 });
    assert.deepEqual(figure.data[0].z, [[1, 2, 3], [10, 20, 30]]); // prettier-ignore
    assert.deepEqual([figure.data[0].y, figure.data[0].x0, figure.data[0].dx], [['a', 'b'], 7, 1]);
  });

  it('draws the surroundings of the first labelled anomaly again, enlarged and thinned by themselves', () => {
    const spiked = Float64Array.from({ length: 20_000 }, (_, step) => (step === 5010 ? 9 : Math.sin(step / 3)));
    const own = [{ start: 5000, end: 5100 }, { start: 9000, end: 9500 }]; // prettier-ignore
    const { data, layout } = plotScores(spiked, { segments: own, threshold: 5, zoom: 'first anomaly', title: 'a' });
    const [whole, enlarged] = data;
    assert.ok(whole.x!.length < 2000);
    assert.deepEqual([enlarged.xaxis, enlarged.yaxis, enlarged.showlegend], ['x2', 'y2', false]);
    // Every step from 50 before the anomaly to 50 after it, and one more.
    assert.deepEqual([enlarged.x![0], enlarged.x!.length, Math.max(...(enlarged.y as number[]))], [4950, 201, 9]);
    assert.deepEqual((layout.xaxis2 as { range: number[] }).range, [4950, 5150]);
    assert.equal((layout.yaxis2 as { matches: string }).matches, 'y');
    const again = layout.shapes!.filter(({ xref }) => String(xref).startsWith('x2'));
    assert.deepEqual(again.map(({ name, x0, x1 }) => [name, x0, x1]), [['labelled anomaly', 5000, 5100], ['threshold 5', 0, 1]]); // prettier-ignore
  });

  it('enlarges the steps that it is given, at most those that there are, and none where nothing is labelled', () => {
    const { layout } = plotTelemetry([{ name: 'a', values: wave }], { start: 100, zoom: [5000, 9000] });
    assert.deepEqual((layout.xaxis2 as { range: number[] }).range, [5000, 5099]);
    assert.equal(plotScores(scores, { zoom: 'first anomaly' }).layout.xaxis2, undefined);
    assert.throws(
      () => plotTelemetry([{ name: 'a', values: wave }], { zoom: [7000, 8000] }),
      /zoom is \[7000, 8000\]; expected two steps, ascending, among 0 to 4999/,
    );
  });

  it('says in the alternative text what kind of chart it is, what is on it and what stands out', () => {
    const models = [{ name: 'VAE', values: [0.9, 0.5, 0.7] }];
    const baselines = [{ name: 'random', values: [0.1, 0.2, 0.3] }];
    const bars = plotChannelBars(['break', 'shift', 'burst'], { models, baselines }, { measure: 'ROC-AUC', category: 'Kind of anomaly' }); // prettier-ignore
    assert.equal(
      bars.alt,
      'ROC-AUC by kind of anomaly: bar chart of ROC-AUC by kind of anomaly, 3 in all; ' +
        'VAE from .5 (shift) to .9 (break), mean .7; baselines as marks, mean random .2.',
    );
    const sweep = plotSweep([1, 10, 100], [{ name: 'AnoGAN', values: [0.8, 0.9, 0.7] }, { name: 'PCA', values: [0.6, 0.6, 0.6] }], { measure: 'ROC-AUC', parameter: 'Steps', parameterUnit: 'steps' }); // prettier-ignore
    assert.match(sweep.alt, /line chart of ROC-AUC over 3 settings from 1 to 100 steps; AnoGAN \.8 to \.7, highest \.9 at 10; PCA \.6 throughout\.$/); // prettier-ignore
    const histogram = plotHistogram([1, 2, 3, 9], [0, 0, 0, 1], { threshold: 2.5 });
    assert.match(histogram.alt, /3 normal \(median 2\) and 1 anomalous \(median 9\) windows; above the threshold 2\.5 are 33 % of the normal and 100 % of the anomalous\.$/); // prettier-ignore
    const balance = plotClassBalance([{ name: 'P-1', normal: 90, anomalous: 10 }, { name: 'M-1', normal: 1, anomalous: 1 }]); // prettier-ignore
    assert.match(balance.alt, /11 of 102 windows anomalous \(10\.8 %\), from 10 % \(P-1\) to 50 % \(M-1\)\.$/);
    assert.match(plotScores([1, 2, 9, 3], { start: 10, segments: [{ start: 11, end: 13 }] }).alt, /line chart of 4 scores, largest 9 at step 12; 1 labelled anomaly of 2 steps shaded\.$/); // prettier-ignore
    assert.match(plotConfusion({ tp: 8, fp: 25, fn: 2, tn: 75 }).alt, /of 10 anomalous windows 8 are found and 2 missed, of 100 normal ones 25 are called anomalous\.$/); // prettier-ignore
  });

  it('marks steps of the time axis by a line across all panels', () => {
    const marks = [{ at: 40, name: 'test split begins' }];
    const { layout } = plotTelemetry(
      [
        { name: 'a', values: wave },
        { name: 'b', values: wave },
      ],
      { marks },
    );
    const [line] = layout.shapes!.filter(({ name }) => name === 'test split begins');
    assert.deepEqual([line.type, line.x0, line.x1, line.yref, line.showlegend], ['line', 40, 40, 'paper', true]);
  });

  it('names two stretches that are no input and reconstruction', () => {
    const { data, layout, alt } = plotReconstruction([1, 2], [1, 4], { names: ['test', 'nearest in training'] });
    assert.deepEqual(data.slice(0, 2).map(({ name }) => name), ['test', 'nearest in training']); // prettier-ignore
    assert.match(JSON.stringify(layout.yaxis2), /Absolute difference/);
    assert.match(alt, /mean absolute difference 1, largest 2/);
  });

  it('names the rows of a heat map that are not features', () => {
    const { layout, alt } = plotHeatMap([1, 10, 2, 20], { features: 2, rowTitle: 'Step of the window' });
    assert.equal((layout.yaxis as Axis).title?.text, 'Step of the window');
    assert.match(alt, /2 rows \(step of the window\) over 2 steps/);
  });

  it('sorts channels by the first model and carries the baseline along', () => {
    const models = [{ name: 'm', values: [0.1, 0.9] }];
    const baselines = [{ name: 'b', values: [0.5, 0.4] }];
    const { data } = plotChannelBars(['P-1', 'M-1'], { models, baselines }, { measure: 'F1', sort: true });
    assert.deepEqual([data[0].x, data[0].y, data[1].y], [['M-1', 'P-1'], [0.9, 0.1], [0.4, 0.5]]); // prettier-ignore
  });

  it('marks a baseline alike, whatever stands beside it', () => {
    const marksOf = (...names: string[]) => {
      const baselines = names.map((name) => ({ name, values: [0.1] }));
      const { data } = plotChannelBars(
        ['P-1'],
        { models: [{ name: 'm', values: [0.2] }], baselines },
        { measure: 'F1' },
      );
      return data.slice(1).map(({ marker }) => (marker as { symbol: string }).symbol);
    };
    assert.deepEqual(marksOf('all-anomalous', 'nearest-neighbour'), ['diamond', 'circle']);
    assert.deepEqual(marksOf('nearest neighbour', 'all-anomalous'), ['circle', 'diamond']);
    const [first, second] = marksOf('one', 'another');
    assert.notEqual(first, second);
  });

  it('leaves room above fractions of 1, and none where the unit is another', () => {
    const models = [{ name: 'model', values: [1] }];
    const rangeOf = (unit?: string) =>
      plotChannelBars(['P-1'], { models }, { measure: 'F1', unit }).layout.yaxis as { range?: number[] };
    assert.deepEqual([rangeOf().range, rangeOf('nats').range], [[0, 1.03], undefined]);
  });

  it('thins a large class of latent points and keeps the rare one whole', () => {
    const rare = Uint8Array.from({ length: 20_000 }, (_, index) => (index % 1000 === 0 ? 1 : 0));
    const { data } = plotLatent(new Float32Array(40_000), { labels: rare });
    assert.ok(Number(data[0].x?.length) <= 1500);
    assert.equal(data[1].x?.length, 20);
  });
});

describe('plots: comparisons', () => {
  it('tiles images row by row, dark to light, with a gap between them', () => {
    const { data } = plotImageGrid([0, 1, 0.5, 2], { width: 1, height: 2, columns: 2 });
    const png = PNG.sync.read(Buffer.from(String(data[0].source).split(',')[1], 'base64'));
    assert.deepEqual([png.width, png.height], [4, 2]);
    const greys = Array.from({ length: 8 }, (_, pixel) => png.data[4 * pixel]);
    assert.deepEqual(greys, [0, 160, 160, 128, 255, 160, 160, 255]);
  });

  it('tiles named rows of images, the first of each row', () => {
    const rows = { input: [0, 1, 0.25], drawn: Float32Array.of(1, 0) };
    const figure = plotImageRows(rows, { width: 1, height: 1, columns: 2 });
    const same = plotImageGrid([0, 1, 1, 0], { width: 1, height: 1, columns: 2, rowNames: ['input', 'drawn'], rowTitle: 'Images' }); // prettier-ignore
    assert.deepEqual(figure, same);
  });

  it('finds the plane in which the points lie and names the share of each direction', () => {
    // Along (3, 4, 0) with length 5 and, four times weaker, along (0, 0, 1).
    const points = [3, 4, 0, -3, -4, 0, 0, 0, 1.25, 0, 0, -1.25];
    const { data, layout } = plotLatentPca(points, { latentDim: 3, labels: [0, 0, 0, 0] });
    const rounded = (values: unknown) => (values as number[]).map((value) => Math.abs(Math.round(100 * value) / 100));
    assert.deepEqual([rounded(data[0].x), rounded(data[0].y)], [[5, 5, 0, 0], [0, 0, 1.25, 1.25]]); // prettier-ignore
    // 25 / (25 + 1.5625) = 94.1 %
    assert.match(JSON.stringify(layout.xaxis), /First principal component, 94 % of the variance/);
  });

  it('draws an interval as bars up and down from the mean', () => {
    const { data } = plotSweep([2, 4], [{ name: 'VAE', values: [0.5, 0.6], low: [0.4, 0.5], high: [0.7, 0.65] }], { measure: 'F1' }); // prettier-ignore
    const { array, arrayminus } = data[0].error_y as { array: number[]; arrayminus: number[] };
    assert.deepEqual([array, arrayminus], [[0.2, 0.05], [0.1, 0.1]]); // prettier-ignore
  });

  it('puts the best model at 1 on each axis, and twice the seconds at one half', () => {
    const measures = [{ name: 'F1', best: 'highest' }, { name: 'Recall', best: 'highest' }, { name: 'Seconds', best: 'lowest' }] as const; // prettier-ignore
    const { data, alt } = plotTradeOffs(measures, [{ name: 'A', values: [0.4, 0.2, 10] }, { name: 'B', values: [0.2, 0.4, 20] }]); // prettier-ignore
    assert.deepEqual([data[0].r, data[1].r], [[1, 0.5, 1, 1], [0.5, 1, 0.5, 0.5]]); // prettier-ignore
    assert.match(alt, /F1 A, Recall B, Seconds A\.$/);
  });

  it('leaves room for the title of the right map between the two', () => {
    const maps = [
      { name: 'a', weights: [1] },
      { name: 'b', weights: [1] },
    ];
    const { layout } = plotAttentionMaps(maps, { steps: 1 });
    const [left, right] = [layout.xaxis, layout.xaxis2].map((each) => (each as { domain: number[] }).domain);
    assert.ok(right[0] - left[1] > 0.12, 'ticks, numbers and a title take some 70 of 800 pixels');
  });

  it('draws maps beside each other in one scale, each on its own axes', () => {
    const maps = [{ name: 'series', weights: [0, 1, 2, 3] }, { name: 'prior', weights: [9, 0, 0, 9] }]; // prettier-ignore
    const { data, layout } = plotAttentionMaps(maps, { steps: 2, segments: [{ start: 0, end: 1 }] });
    assert.deepEqual(data.map(({ xaxis, zmin, zmax }) => [xaxis, zmin, zmax]), [['x', 0, 9], ['x2', 0, 9]]); // prettier-ignore
    assert.deepEqual(layout.shapes?.map(({ xref, showlegend }) => [xref, showlegend]), [['x', true], ['x2', false]]); // prettier-ignore
  });
});

describe('plots: what the figures refuse', () => {
  const refusals: [string, () => Figure, RegExp][] = [
    ['NaN', () => plotTelemetry([{ name: 'P-1', values: [0, NaN] }]), /"P-1" holds NaN at index 1/],
    ['nothing', () => plotTelemetry([]), /plotTelemetry got no rows/],
    ['an empty row', () => plotTelemetry([{ name: 'P-1', values: [] }]), /"P-1" has no values/],
    ['unequal lengths', () => plotReconstruction(wave, [1]), /"input" has 5000 values and "reconstruction" has 1;/],
    ['labels of another length', () => plotHistogram(scores, [1]), /"scores" has 5000 values and "labels" has 1;/],
    ['a score of 0 on a logarithmic axis', () => plotScores([0, 1], { log: true }), /smallest score is 0/],
    ['a negative loss on a logarithmic axis', () => plotLoss([{ name: 'elbo', values: [-1] }], { log: true }), /"elbo" falls to -1/], // prettier-ignore
    ['a best epoch outside the run', () => plotLoss([{ name: 'loss', values: [1] }], { bestEpoch: 2 }), /bestEpoch is 2/], // prettier-ignore
    ['a torn matrix', () => plotHeatMap([1, 2, 3], { features: 2 }), /3 values; expected a multiple of its 2 features/],
    ['half a point', () => plotLatent([1, 2, 3], { labels: [0] }), /3 coordinates and 1 labels/],
    ['a prevalence in percent', () => plotPrecisionRecall([{ name: 'a', precision: [1], recall: [0] }], { prevalence: 12 }), /prevalence is 12/], // prettier-ignore
    ['part of an image', () => plotImageGrid([1, 2, 3], { width: 2, height: 1, columns: 1 }), /3 pixels; expected a multiple of 1 x 2/], // prettier-ignore
    ['a row of too few images', () => plotImageRows({ a: [1, 2], b: [1] }, { width: 1, height: 1, columns: 2 }), /b: there are 1 pixels; expected 2 images of 1 x 1/], // prettier-ignore
    ['a row without a name', () => plotImageGrid([1, 2], { width: 1, height: 1, columns: 1, rowNames: ['a'] }), /1 row names and 2 rows/], // prettier-ignore
    ['equal latent points', () => plotLatentPca([1, 1, 1, 1, 1, 1], { latentDim: 3, labels: [0, 0] }), /All latent points are equal/], // prettier-ignore
    ['a setting of 0', () => plotSweep([0, 2], [{ name: 'a', values: [1, 2] }], { measure: 'F1' }), /"Latent dimension" holds 0/], // prettier-ignore
    ['an interval of another length', () => plotSweep([1, 2], [{ name: 'a', values: [1, 2], low: [1], high: [2, 3] }], { measure: 'F1' }), /"low of a" has 1 value/], // prettier-ignore
    ['a torn attention map', () => plotAttentionMaps([{ name: 'a', weights: [1, 2, 3] }, { name: 'b', weights: [1] }], { steps: 2 }), /"a" has 3 weights; expected 2 queries x 2 keys/], // prettier-ignore
    ['one map', () => plotAttentionMaps([{ name: 'a', weights: [1] }], { steps: 1 }), /There are 1 maps; expected two to four/], // prettier-ignore
    ['a threshold that follows other scores', () => plotScores([1, 2], { follows: [1] }), /"follows" has 1 value and "scores" has 2/], // prettier-ignore
    ['a radar of two measures', () => plotTradeOffs([{ name: 'a', best: 'highest' }, { name: 'b', best: 'lowest' }], []), /at least three measures; found 2/], // prettier-ignore
    ['a share of nothing', () => plotTradeOffs([{ name: 'a', best: 'highest' }, { name: 'b', best: 'lowest' }, { name: 'c', best: 'lowest' }], [{ name: 'm', values: [1, 0, 1] }]), /"m" has 0 for b; a share needs positive values/], // prettier-ignore
    ['no curve', () => plotRoc([]), /plotRoc got no curves/],
  ];
  for (const [what, draw, message] of refusals) {
    it(what, () => assert.throws(draw, (error: Error) => error.name === 'PlotError' && message.test(error.message)));
  }
});
