import assert from 'node:assert/strict';
import {
  bestChoice,
  choices,
  chosenConfigs,
  contextMembers,
  eventChoices,
  defaultPooledContextConfig,
  leaveOneOut,
  measureChoices,
  measureWindows,
  pooledContextScores,
  type ChannelFigures,
} from '../../lib/leaderboard';
import { reportLabels, reportScores } from '../../lib/leaderboard/report-windows';
import { simulatedInput } from './simulated-input';

const figures = (channel: string, ...f1: number[]): ChannelFigures => ({
  channel,
  spacecraft: 'SMAP',
  events: [],
  measures: f1.map((value) => ({ precision: 0, recall: 0, f1: value, rocAuc: 0.5, prAuc: 0.1 })),
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
  });

  it('gives every channel settings that its own labels had no part in', () => {
    const best = (channel: string, index: number, event: number): ChannelFigures => ({
      ...figures(channel, ...choices.map((_, i) => (i === index ? 1 : 0))),
      events: eventChoices.map((_, i) => ({ truePositives: +(i === event), falsePositives: 0, falseNegatives: 1 })),
    });
    const channels = [best('a', 3, 1), best('b', 5, 2), best('outside', 7, 4)];
    const configs = chosenConfigs(channels, (channel) => channel !== 'outside');
    const settings = (channel: string) => {
      const { members, ...rest } = configs.get(channel)!;
      return [members.map((each) => contextMembers.findIndex((one) => one === each)), rest.contexts, rest.calibration];
    };
    const expected = (index: number) => [
      choices[index]!.members,
      choices[index]!.contexts,
      choices[index]!.calibration,
    ];
    assert.deepEqual(settings('a'), expected(5));
    assert.deepEqual(settings('b'), expected(3));
    // Of the report's channels, the first of two that are equally good; for events, the first of the others' best.
    assert.deepEqual(settings('outside'), expected(3));
    assert.equal(configs.get('outside')!.sequences.context, eventChoices[1]!.context);
    assert.equal(configs.get('a')!.sequences.context, eventChoices[2]!.context);
  });

  it('measures each choice as an ensemble of these settings is measured', () => {
    const input = simulatedInput();
    const { measures } = measureChoices({ channel: 'simulated', spacecraft: 'SMAP' }, input);
    assert.equal(measures.length, choices.length);
    const index = choices.findIndex(({ members, shares, contexts, calibration }) => {
      return [members, shares, contexts, calibration].join(' ') === '0,2 0.3 100,300 median';
    });
    const { members, ...settings } = choices[index]!;
    const chosen = members.map((m) => contextMembers[m]!);
    const scores = pooledContextScores(input, { ...defaultPooledContextConfig, ...settings, members: chosen });
    const expected = measureWindows(reportScores(scores), reportLabels(input.test));
    assert.ok(Math.abs(measures[index]!.rocAuc - expected.rocAuc) < 1e-9);
    assert.ok(Math.abs(measures[index]!.f1 - expected.f1) < 1e-9);
    assert.notEqual(measures[0]!.rocAuc, expected.rocAuc);
  });
});
