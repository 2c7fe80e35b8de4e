import assert from 'node:assert/strict';
import path from 'node:path';
import { Random } from '../../lib/base';
import { causalNames } from '../../lib/detectors';
import {
  createLog,
  Monitor,
  MonitorService,
  type OrderOptions,
  pipelineSource,
  pipelineSpot,
  pipelineThreshold,
  StateFolder,
} from '../../lib/monitor';
import { AnomalyPipeline } from '../../lib/pipeline';
import { sineSeries } from '../pipeline/samples';
import { Recorder, temporaryFolder } from '../support/monitor';

/** Small, so that a short series is enough. */
const configs: Readonly<Record<string, Record<string, number | number[]>>> = {
  'multi-scale': { scales: [16, 32], contexts: [8] },
  'random-cut-forest': { trees: 10, leaves: 60 },
  'half-space-trees': { height: 6, window: 60, context: 4 },
  'autoregression-residuals': { lags: 8 },
};

const fitted = (model: string) => {
  return new AnomalyPipeline({ model, modelConfig: configs[model], smoothingSpan: 2 }).fit(sineSeries());
};

/** With missing values, a gap that is filled, one that is not, two channels, and an anomaly. */
function records() {
  const series = ['a', 'b'].map((_, seed) => sineSeries({ seed, length: 400, anomaly: [250 + 40 * seed, 300] }));
  return Array.from({ length: 800 }, (_, i) => {
    const [time, which] = [i >> 1, i & 1];
    const values = series[which].values.slice(3 * time, 3 * time + 3);
    if (time % 7 === 3) values[1] = NaN;
    return { channel: 'ab'[which], timestamp: time, values };
  }).filter(({ timestamp }) => timestamp % 50 < 48 && (timestamp < 120 || timestamp > 140));
}

const order: OrderOptions = { interval: 1, lateness: 2, maxFill: 4 };

describe('a detector that scores step by step in the monitor', () => {
  for (const model of causalNames) {
    it(`${model} gives the same scores and alerts after a restart, wherever it was stopped, to the last bit`, async () => {
      const pipeline = await fitted(model);
      const source = pipelineSource(pipeline);
      for (const threshold of [pipelineThreshold(pipeline), pipelineSpot(pipeline, { level: 0.9 })]) {
        const started = () => {
          const recorder = new Recorder();
          return { recorder, monitor: new Monitor({ source, threshold, order, run: 'test', listener: recorder }) };
        };
        const whole = started();
        records().forEach((record) => whole.monitor.push(record));
        assert.ok(whole.recorder.notifications.some(({ alert }) => alert.start >= 250 && alert.start < 300));
        assert.ok(whole.recorder.points.filter(({ score }) => score !== undefined).length > 600);
        const random = new Random(model);
        for (let round = 0; round < 4; round++) {
          const cut = random.integer(records().length);
          const [first, second] = [started(), started()];
          records().slice(0, cut).forEach((record) => first.monitor.push(record)); // prettier-ignore
          second.monitor.restore(JSON.parse(JSON.stringify(first.monitor)));
          records().slice(cut).forEach((record) => second.monitor.push(record)); // prettier-ignore
          const { points, notifications } = whole.recorder;
          assert.deepEqual([...first.recorder.points, ...second.recorder.points], points, `cut at ${cut}`);
          assert.deepEqual([...first.recorder.notifications, ...second.recorder.notifications], notifications);
        }
      }
    }).timeout(60_000);
  }

  it('continues from the state folder, and names the file if the state is not one of the scorer', async () => {
    const pipeline = await fitted('half-space-trees');
    const folder = temporaryFolder();
    const serve = () => {
      const recorder = new Recorder();
      const state = new StateFolder(folder);
      const sink = { name: 'recorder', scored: recorder.scored, notified: recorder.notified };
      const monitor = { source: pipelineSource(pipeline), threshold: pipelineThreshold(pipeline), order };
      try {
        return { recorder, state, service: new MonitorService({ monitor, sinks: [sink], log: createLog('silent'), state }) }; // prettier-ignore
      } catch (error) {
        state.release();
        throw error;
      }
    };
    const scores: (number | undefined)[] = [];
    for (const part of [records().slice(0, 333), records().slice(333)]) {
      const { recorder, state, service } = serve();
      await service.accept({ records: part });
      await service.stop({ ended: false });
      state.release();
      scores.push(...recorder.points.map(({ score }) => score));
    }
    const recorder = new Recorder();
    const [source, threshold] = [pipelineSource(pipeline), pipelineThreshold(pipeline)];
    const whole = new Monitor({ source, threshold, order, listener: recorder });
    records().forEach((record) => whole.push(record));
    assert.deepEqual(scores, recorder.points.map(({ score }) => score)); // prettier-ignore

    const state = new StateFolder(folder);
    const saved = state.load()!;
    const channels = saved.monitor.channels.map((channel) => ({ ...channel, scorer: { smoothed: null, scorer: {}, previous: null } })); // prettier-ignore
    state.save({ ...saved, monitor: { ...saved.monitor, channels } });
    state.release();
    assert.throws(serve, (error: Error) => {
      assert.ok(
        error.message.startsWith(path.join(folder, 'state.json: stream: expected the state of half-space-trees')),
      );
      assert.match(error.message, /found a fault \(steps: .*\)\. To continue, remove this file/);
      return true;
    });
  });
});
