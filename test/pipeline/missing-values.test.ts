import assert from 'node:assert/strict';
import { AnomalyPipeline, missingInTraining } from '../../lib/pipeline';
import { checkPipelineSettings } from '../../lib/pipeline/pipeline-settings';
import { fittedPipeline, sineSeries, smallVae } from './samples';

describe('missing values', () => {
  const settings = checkPipelineSettings(smallVae);
  /** A training series that lacks a feature in some time steps. */
  const lacking = (start: number, end: number) => {
    const series = sineSeries();
    for (let time = start; time < end; time++) series.values[time * 3 + 1] = NaN;
    return series;
  };

  it('are told by feature, with what fills them', () => {
    assert.deepEqual(missingInTraining(sineSeries(), settings), []);
    assert.deepEqual(missingInTraining(lacking(10, 12), settings), [
      'feature 1 is missing in 2 of 600 time steps; filled with the last value before',
    ]);
    const byMean = checkPipelineSettings({ ...smallVae, imputation: 'mean' });
    assert.deepEqual(missingInTraining(lacking(10, 12), byMean), [
      'feature 1 is missing in 2 of 600 time steps; filled with the training mean',
    ]);
  });

  it('are told where the threshold is learnt from filled values', () => {
    const [, late] = missingInTraining(lacking(480, 600), settings);
    assert.equal(
      late,
      'feature 1 is missing in all 120 time steps of the part that sets the threshold, which may find too little',
    );
    assert.match(missingInTraining(lacking(500, 600), settings)[1], /^feature 1 is missing in 100 of 120 time steps/);
    assert.equal(missingInTraining(lacking(550, 600), settings).length, 1);
  });

  it('of more than half a feature are refused unless that is allowed', async () => {
    await assert.rejects(
      fittedPipeline({}, lacking(0, 301)),
      /^PipelineError: sines 0: expected at least half of each feature's values; missing: feature 1 in 301 of 600 time steps .*--allow-missing/,
    );
    const short = { ...smallVae, training: { epochs: 1 } };
    const allowed = await new AnomalyPipeline(short).fit(lacking(0, 301), { allowMissing: true });
    assert.ok(Number.isFinite(allowed.parts.threshold.value));
    allowed.dispose();
    const half = await new AnomalyPipeline(short).fit(lacking(0, 300));
    half.dispose();
  });
});
