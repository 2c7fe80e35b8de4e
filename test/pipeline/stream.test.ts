import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import type { Series } from '../../lib/data';
import type { AnomalyPipeline, PipelineStream } from '../../lib/pipeline';
import { fittedPipeline, sineSeries } from './samples';

const rowsOf = ({ values, features, length }: Series) =>
  Array.from({ length }, (_, time) => values.subarray(time * features, (time + 1) * features));

const scoresOf = (stream: PipelineStream, series: Series) => rowsOf(series).map((row) => stream.push(row).score);

describe('pipeline.stream', () => {
  let pipeline: AnomalyPipeline;
  before(async () => {
    pipeline = await fittedPipeline({ smoothingSpan: 4 });
  });
  after(() => pipeline.dispose());

  it('gives the scores of predict, one time step at a time, gaps and smoothing included', () => {
    const series = sineSeries({ seed: 1, length: 80 });
    for (const gap of [0, 1, 95, 96, 97, 120]) series.values[gap] = NaN;
    const expected = pipeline.predict(series).scores;
    const stream = pipeline.stream();
    const scores = scoresOf(stream, series);
    stream.dispose();
    assert.deepEqual(scores.slice(0, 7), new Array(7).fill(undefined));
    scores.slice(7).forEach((score, i) => {
      assert.ok(Math.abs(score! - expected[i + 7]) <= 1e-5 * expected[i + 7], `time step ${i + 7}`);
    });
  });

  it('says that it warms up until the first window is full, and again after a reset', () => {
    const stream = pipeline.stream();
    const warming = () => rowsOf(sineSeries({ length: 9 })).map((row) => stream.push(row).warmingUp);
    const expected = [true, true, true, true, true, true, true, false, false];
    assert.deepEqual(warming(), expected);
    stream.reset();
    assert.deepEqual(warming(), expected);
    stream.dispose();
  });

  it('starts again after a reset: the same scores to the last bit', () => {
    const stream = pipeline.stream();
    const series = sineSeries({ seed: 5, length: 30 });
    const first = scoresOf(stream, series);
    stream.reset();
    assert.deepEqual(scoresOf(stream, series), first);
    stream.dispose();
  });

  it('holds no more tensors after a thousand time steps than after ten', () => {
    const stream = pipeline.stream();
    scoresOf(stream, sineSeries({ length: 10 }));
    const before = tf.memory().numTensors;
    scoresOf(stream, sineSeries({ length: 1000, seed: 6 }));
    assert.equal(tf.memory().numTensors, before);
    stream.dispose();
  });

  it('refuses a time step of another width and goes on as before', () => {
    const [one, other] = [pipeline.stream(), pipeline.stream()];
    const series = sineSeries({ seed: 7, length: 20 });
    const scores = rowsOf(series).map((row) => {
      assert.throws(() => one.push([1, 2]), /expected 3 values in a time step; found 2/);
      return one.push(row).score;
    });
    assert.deepEqual(scores, scoresOf(other, series));
    one.dispose();
    other.dispose();
  });

  it('refuses a value beyond float32 where nothing clips it', async () => {
    const raw = await fittedPipeline({ scaling: 'none' });
    const stream = raw.stream();
    assert.throws(() => stream.push([0, 1e300, 0]), /feature 1 = 1e\+300/);
    assert.equal(stream.push([0, 0, 0]).warmingUp, true);
    stream.dispose();
    raw.dispose();
  });
});
