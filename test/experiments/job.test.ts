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
      probe: 'rival',
      keep: ['windows', 'steps'],
    };
    for (const each of [job, whole]) assert.deepEqual(parseJob(JSON.parse(JSON.stringify(each))), each);
    assert.equal(nameOfJob(whole), 'autoencoder on samples, seed 1');
  });

  for (const [what, change, message] of [
    [
      'an unknown detector',
      { detector: 'pcb' },
      /detector: unknown detector 'pcb', expected lstm-vae, .*multi-scale.*\. Did you mean pca\?$/,
    ],
    ['a missing field', { channel: undefined }, /channel: expected a text, found none\.$/],
    ['an unknown field', { probes: 'dense' }, /probes: no such field; expected detector, .*\. Did you mean probe\?$/],
    [
      'a channel of another source',
      { channel: 'sample' },
      /channel: expected one of source\.channels, found 'sample'\. Did you mean samples\?$/,
    ],
    [
      'an unknown source',
      { source: { kind: 'rhythms', channels: ['a'] } },
      /source\.kind: expected periodic, .*smap-msl, .*, found "rhythms"\. Did you mean rhythm\?$/,
    ],
    ['an unknown option', { source: { ...job.source, nois: 1 } }, /source\.nois: no such .*Did you mean noise\?$/],
    [
      'a field that lacks another for a slip in its name',
      { source: { kind: 'correlated', chanels: ['samples'] } },
      /source\.chanels: no such field; expected kind, channels, .*Did you mean channels\?$/,
    ],
    [
      'an unknown rule',
      { protocol: { ...job.protocol, threshold: { kind: 'sigm', k: 3 } } },
      /threshold\.kind: expected percentile, .*, found "sigm"\. Did you mean sigma\?$/,
    ],
    ['an unknown profile', { profile: 'quik' }, /profile: expected smoke, .*, found "quik"\. Did you mean quick\?$/],
    [
      'a channel that is not a digit',
      { source: { kind: 'mnist', channels: ['12'] }, channel: '12' },
      /source\.channels\.0: .*digit/,
    ],
    [
      'a window of no step',
      { protocol: { ...job.protocol, windowSize: 0 } },
      /windowSize: expected a number above 0, found 0\.$/,
    ],
    [
      'a channel twice',
      { source: { ...job.source, channels: ['samples', 'other', 'samples'] } },
      /^source\.channels: samples is named twice\.$/,
    ],
    [
      'a digit twice',
      { source: { kind: 'mnist', channels: ['1', '1'] }, channel: '1' },
      /^source\.channels: 1 is named twice\.$/,
    ],
    [
      'the same to measure on twice',
      { protocol: { ...job.protocol, measuredOn: ['steps', 'steps'] } },
      /^protocol\.measuredOn: steps is named twice\.$/,
    ],
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
      /config\.component: pca has no such setting; expected .*components\. Did you mean components\?$/,
    ],
    [
      'a setting of windows for what scores whole series',
      { detector: 'multi-scale', config: { components: 2 } },
      /config\.components: multi-scale has no such setting; expected scales, /,
    ],
    ['an unknown part of the view', { view: { window: 3 } }, /view\.window: no such field; expected windowSize, /],
    ['a view of no step', { view: { stride: 0 } }, /view\.stride: /],
    [
      'errors of the scored features for what does not reconstruct',
      { detector: 'k-means', view: { errors: 'scored' } },
      /view\.errors: expected all, as k-means does not reconstruct windows; found scored\.$/,
    ],
    [
      'a view for the ensemble, which scores whole series',
      { detector: 'multi-scale', view: { context: 300 } },
      /^view: expected none, as multi-scale scores series as a whole; found context\.$/,
    ],
    [
      'a view for forecast errors of whole series',
      { detector: 'forecast-errors', view: { windowSize: 5 } },
      /^view: expected none, as forecast-errors scores series as a whole; found windowSize\.$/,
    ],
    [
      'training for what is not trained',
      { detector: 'pca', training: { epochs: 2 } },
      /^training: expected none, as pca is not trained in steps; found epochs\.$/,
    ],
    ['an unknown probe', { probe: 'sparse' }, /probe: /],
    ['no epoch', { training: { epochs: 0 } }, /training\.epochs: /],
    ['a seed that is not a whole number', { seed: 0.5 }, /seed: expected a whole number, found 0\.5\.$/],
  ] as const) {
    it(`names the field: ${what}`, () => {
      assert.throws(
        () => parseJob({ ...job, ...change }),
        (error: Error) => {
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /Invalid|Unrecognized|\.\.$/);
          return true;
        },
      );
    });
  }
});
