import assert from 'node:assert/strict';
import { contextMembers, type PooledContextConfig } from '../../lib/detectors';
import { choices, eventChoices, measuresOn, type WindowMeasures } from '../../lib/experiments';
import { bestChoice, chosenSettings, settingsOfOtherSpacecraft, type ChannelFigures } from '../../lib/leaderboard';
import { leaveOneChannelOut, leaveOneOut } from '../../lib/leaderboard/choices';

const zero = Object.fromEntries(measuresOn('windows').map((name) => [name, 0])) as WindowMeasures;

const figures = (channel: string, ...f1: number[]): ChannelFigures => ({
  channel,
  incident: channel,
  spacecraft: 'SMAP',
  events: [],
  measures: f1.map((value) => ({ ...zero, f1: value, rocAuc: 0.5, prAuc: 0.1 })),
});

describe('choices', () => {
  it('takes the best mean, the first of equal ones', () => {
    assert.equal(bestChoice([figures('a', 0.1, 0.6, 0.2), figures('b', 0.1, 0, 0.2)]), 1);
    assert.equal(bestChoice([figures('a', 0.5, 0.5)]), 0);
    assert.throws(() => bestChoice([]), /no channel to choose settings by/);
  });

  it('never chooses by the channel that is left out', () => {
    const channels = [figures('a', 1, 0), figures('b', 0, 0.3), figures('c', 0, 0.4)];
    assert.equal(bestChoice(channels), 0);
    assert.deepEqual(leaveOneOut(channels), [1, 0, 0]);
    // Nor by another entry of the same name.
    assert.deepEqual(leaveOneOut([figures('a', 1, 0), figures('a', 1, 0), figures('b', 0, 0.3)]), [1, 1, 0]);
  });

  it('never chooses by another channel of the same incident', () => {
    const incident = { incident: 'one' };
    const channels = [
      { ...figures('a', 1, 0), ...incident },
      { ...figures('b', 1, 0), ...incident },
      figures('c', 0, 0.3),
    ];
    assert.deepEqual(leaveOneOut(channels), [1, 1, 0]);
    assert.deepEqual(leaveOneChannelOut(channels), [0, 0, 0]);
  });

  it('takes settings of the other spacecraft, where there is one', () => {
    const best = (channel: string, spacecraft: 'SMAP' | 'MSL', index: number): ChannelFigures => ({
      ...figures(channel),
      spacecraft,
      measures: choices.map((_, i) => ({ ...zero, rocAuc: i === index ? 1 : 0, prAuc: 0 })),
      events: eventChoices.map((_, i) => ({
        truePositives: +(i === index),
        falsePositives: 0,
        falseNegatives: 1,
        predictedShare: 0,
      })),
    });
    const settings = settingsOfOtherSpacecraft([best('a', 'SMAP', 1), best('b', 'MSL', 4), best('c', 'MSL', 4)]);
    const found = (channel: string) => {
      const { shares, calibration, sequences } = settings.get(channel)!;
      return [shares, calibration, sequences.context];
    };
    assert.deepEqual(found('a'), [choices[4].shares, choices[4].calibration, eventChoices[4].context]);
    for (const channel of ['b', 'c']) {
      assert.deepEqual(found(channel), [choices[1].shares, choices[1].calibration, eventChoices[1].context]);
    }
    assert.equal(settingsOfOtherSpacecraft([best('a', 'SMAP', 1), best('d', 'SMAP', 1)]).size, 0);
  });

  it('gives every channel settings that its own labels had no part in', () => {
    const best = (channel: string, index: number, event: number): ChannelFigures => ({
      ...figures(channel),
      // The next choice is the best by rank alone.
      measures: choices.map((_, i) => ({
        ...zero,
        f1: i === index ? 1 : 0,
        rocAuc: i === index + 1 ? 0.9 : 0.5,
      })),
      events: eventChoices.map((_, i) => ({
        truePositives: +(i === event),
        falsePositives: 0,
        falseNegatives: 1,
        predictedShare: 0,
      })),
    });
    const channels = [best('a', 3, 1), best('b', 5, 2), best('outside', 7, 4)];
    const chosen = chosenSettings(channels, (channel) => channel !== 'outside');
    const indexOf = (config: PooledContextConfig) =>
      choices.findIndex(({ members, ...rest }) => {
        const { shares, contexts, calibration } = config;
        const own = config.members.map((each) => contextMembers.findIndex((one) => one === each));
        return [members, rest.shares, rest.contexts, rest.calibration].join(' ') === [own, shares, contexts, calibration].join(' '); // prettier-ignore
      });
    // For windows by the report's other channel; channels outside of the report have none.
    assert.deepEqual([chosen.get('a'), chosen.get('b')].map((each) => indexOf(each!.windows!)), [5, 3]); // prettier-ignore
    assert.equal(chosen.get('outside')!.windows, undefined);
    // For time steps by all others, of which two are equally good: the first choice. Its own never.
    assert.deepEqual(['a', 'b', 'outside'].map((name) => indexOf(chosen.get(name)!.steps)), [6, 4, 4]); // prettier-ignore
    const context = (name: string) => chosen.get(name)!.steps.sequences.context;
    assert.deepEqual([context('a'), context('outside')], [eventChoices[2].context, eventChoices[1].context]);
  });
});
