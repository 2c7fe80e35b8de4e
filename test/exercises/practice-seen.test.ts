import assert from 'node:assert/strict';
import {
  alertSegments,
  alertsSeen,
  driftingRows,
  driftingSeen,
  explanationSeen,
  federationSeen,
  parityCounts,
  ratiosSeen,
  savedSeen,
  scoresSeen,
  slowDriftStudy,
  splitsSeen,
  streamedScores,
  trainingSeen,
} from '../../lib/exercises/practice';
import { slowDrift } from '../../lib/exercises/challenge-study';
import { alarmShare, drift } from '../../lib/exercises/monitor-challenges';
import type { MonitorOutcome } from '../../lib/exercises/monitor-study';
import { fittedPipeline, sineSeries } from '../pipeline/samples';

const outcome = (monitor: string, falseAlerts: number, ends: readonly (number | undefined)[]) =>
  ({
    monitor,
    falseAlerts,
    alerts: ends.map((end, i) => ({ start: i, end })),
    points: [undefined, 2, 4].map((score) => ({ score })),
  }) as unknown as MonitorOutcome;

describe('what notebook 8 saw', () => {
  it('counts steps, holes and scores above the threshold', () => {
    const series = { ...sineSeries({ length: 4 }), values: Float64Array.of(1, NaN, 3, 4), features: 1 };
    assert.match(
      splitsSeen(series, series, [0, 0, 1, 1]),
      /^4 time steps .*, 4 to test on, 2 of them anomalous, 1 features; 1 of 4 test values were taken away\.$/,
    );
    const seen = scoresSeen([1, 5, 5, 1, 7], 2, [0, 0, 1, 1, 1]);
    assert.equal(seen, 'Above the threshold of 2.00 lie 2 of 3 anomalous steps and 1 of 2 normal ones.');
  });

  it('says how the loss goes, what explains a peak, and what a second process found', () => {
    const history = { trainLoss: [0.469, 0.319], validationLoss: [0.4, 0.3], bestEpoch: 1, ended: 'epochs' };
    assert.match(trainingSeen(history as never), /goes from \.469 to \.319: 2 epochs/);
    const features = [{ name: 'telemetry', share: 0.97 }];
    const explained = explanationSeen({ segment: { start: 5, end: 9 }, moment: 6, features } as never);
    assert.equal(explained, 'Time steps 5 to 9: the error peaks at 6, and telemetry carries 97 % of it.');
    const saved = savedSeen({ scores: 8509, differing: 0, refusal: 'changed.' }, 'v1 are kept');
    assert.match(saved, /^8,509 scores .*, 0 of them different\. .* says: changed\. Versions v1 are kept\.$/);
  });

  it('says what alerts there are, and how far the stream is from the batch', () => {
    const [eager, calm] = [outcome('eager', 2, [1, 2, 3]), outcome('calm', 1, [2, undefined])];
    assert.deepEqual(streamedScores(calm, { windowSize: 2 }), [2, 4]);
    assert.deepEqual(alertSegments(calm), [
      { start: 0, end: 2 },
      { start: 1, end: Infinity },
    ]);
    assert.match(alertsSeen([eager, calm], [9, 2, 4], { windowSize: 2 }), /scores are the batch's exactly\.$/);
    assert.match(
      alertsSeen([eager, calm], [9, 2, 5], { windowSize: 2 }),
      /^3 runs .* 2 alerts, of which 1 meet a labelled anomaly and 1 none\. .* to \.2 of their size\.$/,
    );
  });

  it('says what a threshold that follows saves, federation costs, and export gives', () => {
    const drifting = { fixed: [0.3, 0.5], adjusted: [0.02, 0.04] };
    assert.match(driftingSeen(drifting, 0.01), /^Asked for 1 % .* raises 40\.0 % .* scores 3\.0 %\.$/);
    assert.deepEqual(driftingRows(drifting)[1], { threshold: 'SPOT with drift', 'share of alarms': [0.02, 0.04] });
    assert.match(
      federationSeen({ federated: [3, 2, 1], central: [3, 2, 1], ratio: 1.125 }),
      /After 2 rounds .* 1\.13 times/,
    );
    const parity = [
      { detector: 'vae', savedModel: { difference: 0 }, onnx: { difference: 2e-7 } },
      { detector: 'anogan', savedModel: { reason: 'a search' }, onnx: { reason: 'a search' } },
    ];
    assert.match(parityCounts(parity, ['a.onnx']), /^As ONNX 1 of 2 detectors .*, to 2e-7 at worst\. .*: a\.onnx\.$/);
    const ratios = { onnxInBatch: [1, 2], onnxOneByOne: [0.5], batch: [0.08] };
    assert.match(ratiosSeen(ratios), /takes 1\.50 times .* and \.50 times one by one; one batch takes \.08 /);
  });

  it('lets every pipeline watch a drifting sensor', async function () {
    this.timeout(60_000);
    const train = sineSeries({ length: 900 });
    const pipeline = await fittedPipeline({ threshold: { kind: 'false-positive-rate', rate: 0.05 } }, train);
    const { fixed, adjusted } = await slowDriftStudy([pipeline, pipeline], train, 0.05);
    const each = await drift({ pipeline, series: slowDrift(train) }, { rate: 0.05, driftWindow: 20 });
    pipeline.dispose();
    const [without, following] = [each.without, each.with].map(alarmShare);
    assert.deepEqual(fixed, [without, without]);
    assert.deepEqual(adjusted, [following, following]);
    assert.ok(without > 0.05 && following !== without, `${without} ${following}`);
  });
});
