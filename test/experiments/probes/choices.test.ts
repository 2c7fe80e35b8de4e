import assert from 'node:assert/strict';
import { contextMembers, findSeriesDetector } from '../../../lib/detectors';
import { choices, eventChoices, smapMslProtocol, type ChoiceFigures } from '../../../lib/experiments';
import { measure } from '../../../lib/experiments/measures';
import { probeChoices } from '../../../lib/experiments/probes/choices';
import { wavePair } from '../../support/wave-pair';

describe('the probe of choices', () => {
  const pair = wavePair();
  const { test } = pair;
  const places = Int32Array.from(test.labels!, (_, step) => step);
  const scaled = { ...pair, places, loadedLength: test.length, warnings: [] };
  const protocol = smapMslProtocol;
  const { measures, events } = probeChoices({ pair: scaled, protocol, seed: 0 }) as ChoiceFigures;

  /** Measures the ensemble with these settings. */
  const measured = async (config: object) => {
    const { detector } = findSeriesDetector('pooled-context');
    const options = { seed: 0, profile: 'smoke', windows: protocol, steps: true } as const;
    const scores = await detector.score(pair, { ...options, config: { ...config } });
    return measure({ scores, test, protocol }, ['windows', 'events']).measures;
  };
  const membersOf = (members: readonly number[]) => members.map((index) => contextMembers[index]);

  it('measures each choice on windows as an ensemble of these settings is measured', async () => {
    assert.equal(measures.length, choices.length);
    const index = choices.findIndex(({ members, shares, contexts, calibration }) => {
      return [members, shares, contexts, calibration].join(' ') === '0,2 0.3 100,300 median';
    });
    const { members, ...settings } = choices[index];
    const expected = await measured({ ...settings, members: membersOf(members) });
    for (const name of ['precision', 'recall', 'f1', 'rocAuc', 'prAuc'] as const) {
      assert.ok(Math.abs(measures[index][name]! - expected[name]!) < 1e-9, name);
    }
    assert.notEqual(measures[0].rocAuc, expected.rocAuc);
  });

  it('counts the events of each way to find sequences as an ensemble of these settings does', async () => {
    assert.equal(events.length, eventChoices.length);
    const index = eventChoices.findIndex(({ members, share, context }) => {
      return [members, share, context].join(' ') === '0,1 0.3 50';
    });
    const { members, ...settings } = eventChoices[index];
    const expected = await measured({ sequences: { ...settings, members: membersOf(members) } });
    const { truePositives, falsePositives, falseNegatives, predictedShare } = expected;
    assert.deepEqual(events[index], { truePositives, falsePositives, falseNegatives, predictedShare });
    assert.equal(truePositives! + falseNegatives!, 2);
  });
});
