import assert from 'node:assert/strict';
import { nameOfJob, parseJob, type Job } from '../../lib/experiments';
import { smallJob as job } from '../support/small-job';

describe('parseJob', () => {
  it('takes a job that went through JSON', () => {
    const whole: Job = {
      ...job,
      detector: 'autoencoder',
      config: { latentDim: 4 },
      training: { epochs: 2 },
      view: { windowSize: 50, stride: 25, features: 'scored', errors: 'scored', context: 300, sequences: 'dynamic' },
      probe: 'choices',
      keep: ['windows', 'steps'],
    };
    for (const each of [job, whole]) assert.deepEqual(parseJob(JSON.parse(JSON.stringify(each))), each);
    assert.equal(nameOfJob(whole), 'autoencoder on samples, seed 1');
  });

  for (const [what, change, message] of [
    [
      'an unknown detector',
      { detector: 'pcb' },
      /detector: unknown detector 'pcb', expected lstm-vae, .*pooled-context/,
    ],
    ['a missing field', { channel: undefined }, /channel: /],
    ['an unknown field', { baselines: ['pca'] }, /job: .*"baselines"/],
    ['a channel of another source', { channel: 'D-1' }, /channel: expected one of source\.channels/],
    ['an unknown source', { source: { kind: 'sql', channels: ['a'] } }, /source\.kind: /],
    ['an unknown option', { source: { ...job.source, sd: 1 } }, /source: .*"sd"/],
    [
      'a channel that is not a digit',
      { source: { kind: 'mnist', channels: ['12'] }, channel: '12' },
      /source\.channels\.0: .*digit/,
    ],
    ['a window of no step', { protocol: { ...job.protocol, windowSize: 0 } }, /protocol\.windowSize: /],
    ['nothing to measure on', { protocol: { ...job.protocol, measuredOn: [] } }, /protocol\.measuredOn: /],
    [
      'a bad percentile',
      { protocol: { ...job.protocol, threshold: { kind: 'percentile', percentile: 101, of: 'test' } } },
      /protocol\.threshold\.percentile: /,
    ],
    ['a function in the config', { config: { components: () => 1 } }, /config\.components: /],
    [
      'an unknown setting',
      { config: { component: 2 } },
      /config\.component: pca has no such setting; expected .*components/,
    ],
    [
      'a setting of windows for what scores whole series',
      { detector: 'pooled-context', config: { components: 2 } },
      /config\.components: pooled-context has no such setting; expected members, /,
    ],
    ['an unknown part of the view', { view: { window: 3 } }, /view: .*"window"/],
    ['a view of no step', { view: { stride: 0 } }, /view\.stride: /],
    [
      'errors of the scored features for what does not reconstruct',
      { detector: 'k-means', view: { errors: 'scored' } },
      /view\.errors: expected all, as k-means does not reconstruct windows; found scored\.$/,
    ],
    [
      'a view for the ensemble, which scores whole series',
      { detector: 'pooled-context', view: { context: 300 } },
      /: view: expected none, as pooled-context scores series as a whole; found context\.$/,
    ],
    [
      'a view for forecast errors of whole series',
      { detector: 'forecast-errors', view: { windowSize: 5 } },
      /: view: expected none, as forecast-errors scores series as a whole; found windowSize\.$/,
    ],
    [
      'training for what is not trained',
      { detector: 'pca', training: { epochs: 2 } },
      /: training: expected none, as pca is not trained in steps; found epochs\.$/,
    ],
    ['an unknown probe', { probe: 'sparse' }, /probe: /],
    ['no epoch', { training: { epochs: 0 } }, /training\.epochs: /],
    ['a seed that is not a whole number', { seed: 0.5 }, /seed: /],
  ] as const) {
    it(`names the field: ${what}`, () => {
      assert.throws(
        () => parseJob({ ...job, ...change }),
        (error: Error) => {
          assert.match(error.message, /^Not a job: /);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});
