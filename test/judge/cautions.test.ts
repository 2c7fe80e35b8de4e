import assert from 'node:assert/strict';
import { Random } from '../../lib/base';
import { judge } from '../../lib/judge';

/** A series of 1,000 steps with segments of 50 and scores by their place. */
function scene(score: (step: number, label: number, random: Random) => number) {
  const random = new Random(7);
  const labels = new Uint8Array(1000);
  for (const start of [100, 300, 500, 700, 900]) labels.fill(1, start, start + 50);
  return { labels, scores: Float64Array.from(labels, (label, step) => score(step, label, random)) };
}

async function kindsOf(score: Parameters<typeof scene>[0], options: Parameters<typeof judge>[2] = {}) {
  const { labels, scores } = scene(score);
  const { cautions } = await judge({ mine: scores }, labels, {
    measuredOn: ['steps', 'point-adjusted', 'tsb-ad'],
    ...options,
  });
  return new Map(cautions.map(({ kind, text }) => [kind, text]));
}

describe('cautions', () => {
  it('names point adjustment where it makes the figure', async () => {
    const found = await kindsOf((_, __, random) => random.uniform());
    assert.match(found.get('point adjustment')!, /^F1 is \.\d\d as predicted and \.[6-9]\d after point adjustment/);
    assert.match(found.get('point adjustment')!, /random scores have \.\d\d: a figure after point adjustment is not/);
  });

  it('names a threshold that was chosen on the test labels', async () => {
    const noisy = (_: number, label: number, random: Random) => 1.5 * label + random.normal();
    const { labels, scores } = scene(noisy);
    const { rows } = await judge({ mine: scores }, labels, { measuredOn: ['steps', 'point-adjusted'] });
    const best = rows[0].measures.bestF1Oracle!;
    // The lowest score that the best threshold predicts, found as somebody would who looks at the labels.
    const candidates = [...scores].map((threshold) => ({ threshold, f1: f1Of(scores, labels, threshold) }));
    const { threshold } = candidates.reduce((a, b) => (b.f1 > a.f1 ? b : a));
    const given = await kindsOf(noisy, { threshold: { kind: 'fixed', value: threshold - 1e-9 } });
    assert.match(
      given.get('threshold on test labels')!,
      /^The threshold that was given has the F1 that the best one has/,
    );
    assert.match(given.get('threshold on test labels')!, new RegExp(best.toFixed(2).slice(1)));
    assert.equal(
      (await kindsOf(noisy, { threshold: { kind: 'fixed', value: threshold + 0.5 } })).has('threshold on test labels'),
      false,
    );
  });

  it('names an oracle that is far above the threshold without labels', async () => {
    // A quarter of the steps is anomalous, and the 95th percentile predicts a twentieth.
    const found = await kindsOf((_, label, random) => 5 * label + random.normal());
    assert.match(
      found.get('threshold on test labels')!,
      /^A better threshold exists, with an F1 of (1\.00|\.\d\d), but only the test labels tell it/,
    );
  });

  it('names scores that are the time index, whatever their scale', async () => {
    assert.match(
      (await kindsOf((step) => Math.exp(step / 100))).get('time index')!,
      /grow with time \(rank correlation 1\.00/,
    );
    assert.match((await kindsOf((step) => -step)).get('time index')!, /fall with time \(rank correlation -1\.00/);
    assert.equal((await kindsOf((step, _, random) => step / 1000 + random.normal())).has('time index'), false);
  });

  it('names constant, reversed and perfect scores', async () => {
    assert.equal((await kindsOf(() => 3)).get('constant scores'), 'All scores are equal.');
    const reversed = await kindsOf((_, label, random) => random.normal() - 2 * label);
    assert.match(reversed.get('reversed scores')!, /^ROC-AUC is \.\d\d: normal steps have the higher scores/);
    assert.match((await kindsOf((_, label) => label)).get('perfect scores')!, /do they hold the labels\?$/);
  });

  it('says where no score lies above the threshold', async () => {
    const found = await kindsOf((_, __, random) => random.normal(), {
      threshold: { kind: 'fixed', value: 99 },
      measuredOn: undefined,
    });
    assert.equal(
      found.get('nothing predicted'),
      'No score lies above the threshold 99: F1 and alarms say nothing here.',
    );
  });

  it('has nothing to say of honest scores', async () => {
    // Clear of the labels' order: a detector that finds most of each segment at the 80th percentile of the test scores.
    const found = await kindsOf((_, label, random) => 4 * label + random.normal(), {
      threshold: { kind: 'percentile', percentile: 75, of: 'test' },
    });
    assert.deepEqual([...found.keys()].filter((kind) => kind !== 'point adjustment'), []); // prettier-ignore
  });
});

function f1Of(scores: Float64Array, labels: Uint8Array, threshold: number): number {
  let [hits, predicted] = [0, 0];
  scores.forEach((score, i) => {
    if (score < threshold) return;
    predicted++;
    hits += labels[i];
  });
  return (2 * hits) / (predicted + 250);
}
