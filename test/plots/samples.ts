/** One small figure of each kind, seeded, for the tests. */
import type { Figure } from '../../lib/plots/figure';
import * as plots from '../../lib/plots/index';

/** Long enough to be thinned. */
const length = 5000;
export const segments = [{ start: 1000, end: 1200 }];
export const wave = Float32Array.from({ length }, (_, step) => Math.sin(step / 40));
export const labels = Uint8Array.from({ length }, (_, step) => (step >= 1000 && step < 1200 ? 1 : 0));
export const scores = Float64Array.from({ length }, (_, step) => 1 + Math.abs(Math.sin(step)) + 2 * labels[step]);

const rate = [0, 0.2, 1];
const epochs = [1, 0.5, 0.3, 0.28];

export const samples: Record<string, Figure> = {
  loss: plots.plotLoss([{ name: 'training', values: epochs }, { name: 'validation', values: [1.1, 0.6, 0.4, 0.5] }], { bestEpoch: 3 }), // prettier-ignore
  telemetry: plots.plotTelemetry([{ name: 'P-1', values: wave }, { name: 'M-1', values: wave.slice(0, 2000) }], { segments }), // prettier-ignore
  reconstruction: plots.plotReconstruction(wave, wave.map((value) => 0.9 * value), { segments }), // prettier-ignore
  scores: plots.plotScores(scores, { segments, threshold: 2.5, detected: segments }),
  heatMap: plots.plotHeatMap(
    new Float64Array(25 * 3000).map((_, index) => Math.sin(index)),
    { features: 25, segments },
  ),
  histogram: plots.plotHistogram(scores, labels, { threshold: 2.5 }),
  roc: plots.plotRoc([{ name: 'LSTM-VAE', falsePositiveRate: rate, truePositiveRate: [0, 0.7, 1], rocAuc: 0.75, band: { x: rate, lower: [0, 0.6, 1], upper: [0, 0.8, 1] } }]), // prettier-ignore
  precisionRecall: plots.plotPrecisionRecall([{ name: 'LSTM-VAE', precision: [0.1, 0.5, 1], recall: [1, 0.5, 0] }], { prevalence: 0.1 }), // prettier-ignore
  confusion: plots.plotConfusion({ tp: 8, fp: 20, fn: 2, tn: 970 }),
  bars: plots.plotChannelBars(['P-1', 'M-1'], { models: [{ name: 'LSTM-VAE', values: [0.3, 0.6] }], baselines: [{ name: 'random', values: [0.2, 0.3] }] }, { measure: 'F1' }), // prettier-ignore
  criticalDifference: plots.plotCriticalDifference([{ name: 'k-means, windows of 100', rank: 2.4 }, { name: 'random', rank: 5.6 }, { name: 'pca', rank: 2.1 }], { critical: 1.3 }), // prettier-ignore
  latent: plots.plotLatent(Float32Array.from({ length: 80 }, (_, index) => Math.sin(index * index)), { labels: labels.slice(980, 1020) }), // prettier-ignore
  boxes: plots.plotBoxes([{ name: 'point', values: scores }, { name: 'contextual', values: wave }], { quantity: 'Score', unit: 'a.u.' }), // prettier-ignore
  classBalance: plots.plotClassBalance([{ name: 'P-1', normal: 90, anomalous: 10 }]),
  attentionMaps: plots.plotAttentionMaps([{ name: 'series association', weights: new Float32Array(100 * 100).map((_, i) => Math.abs(Math.sin(i))) }, { name: 'prior association', weights: new Float32Array(100 * 100).fill(0.5) }], { steps: 100, segments: [{ start: 20, end: 30 }] }), // prettier-ignore
  imageGrid: plots.plotImageGrid(Float32Array.from({ length: 6 * 28 * 28 }, (_, pixel) => (pixel % 28) / 28), { width: 28, height: 28, columns: 3, rowNames: ['input', 'reconstruction'] }), // prettier-ignore
  latentPca: plots.plotLatentPca(Float32Array.from({ length: 5 * 40 }, (_, index) => Math.sin(index * index)), { latentDim: 5, labels: labels.slice(980, 1020) }), // prettier-ignore
  tradeOffs: plots.plotTradeOffs([{ name: 'F1', best: 'highest' }, { name: 'Recall', best: 'highest' }, { name: 'Seconds', best: 'lowest' }], [{ name: 'LSTM-VAE', values: [0.34, 0.39, 160] }, { name: 'Anomaly Transformer', values: [0.3, 0.5, 2000] }]), // prettier-ignore
  sweep: plots.plotSweep([2, 4, 8, 16], [{ name: 'VAE', values: [0.6, 0.7, 0.75, 0.76], low: [0.5, 0.6, 0.7, 0.7], high: [0.7, 0.8, 0.8, 0.8] }, { name: 'AE', values: [0.5, 0.6, 0.7, 0.7] }], { measure: 'ROC-AUC' }), // prettier-ignore
};
