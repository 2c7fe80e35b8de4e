import assert from 'node:assert/strict';
import type { ChannelSummary } from '../../lib/data';
import {
  barsSentence,
  clippedChannels,
  clippedSentence,
  filterSentence,
  groupSentence,
  incidentGroups,
  lengthSentence,
  oddSentence,
  placeSentence,
  sharedIncidentTable,
  spacecraftTable,
  spanSentence,
  spanTable,
  splitLengths,
  splitSentence,
  telemetryAnswer,
  windowBalance,
} from '../../lib/suites';

function channel(name: string, spacecraft: string, anomalousWindows: number): ChannelSummary {
  const lengths = { trainLength: 1000, testLength: 2500, anomalousSteps: 5 * anomalousWindows };
  return { channel: name, spacecraft, features: 25, pointSpans: 1, contextualSpans: 2, anomalousWindows, ...lengths };
}

const channels = [channel('a', 'SMAP', 150), channel('b', 'SMAP', 100), channel('c', 'MSL', 94)];
const kept = channels.slice(0, 2);
const groups = incidentGroups(channels, new Map(Object.entries({ a: 'a', b: 'a', c: 'c' })));
const kinds = [
  { name: 'point', values: [11, 121, 300] },
  { name: 'contextual', values: [40] },
];
const places = [{ spacecraft: 'SMAP' as const, spans: [1, 0, 0, 4, 1], steps: [0.1, 0, 0, 0.6, 0.3] }];
const clipped = ['a', 'c', 'b'].map((name, i) => ({ channel: name, clipped: [1, 0.38, 0.005][i] }));

describe('what notebook 1 counts', () => {
  it('adds channels up by spacecraft', () => {
    const { rows } = spacecraftTable(channels);
    assert.deepEqual(rows, [
      ['SMAP', 2, 25, 2000, 5000, 2, 4, '25.0 %'],
      ['MSL', 1, 25, 1000, 2500, 1, 2, '18.8 %'],
    ]);
    const seen = splitSentence(channels);
    assert.match(seen, /: 2\.5 on SMAP and 2\.5 on MSL\. The channel .* steps, a, is anomalous for 30 % of its test/);
    assert.match(lengthSentence(splitLengths(channels)), /SMAP test 2,500 to 2,500; MSL train 1,000 to 1,000/);
  });

  it('lays out spans by class and counts the long ones', () => {
    assert.deepEqual(spanTable(kinds).rows[0], ['point', 3, 11, 121, 300]);
    const seen = spanSentence(kinds, 100);
    assert.match(seen, /than 100 steps long are 2 of 3 point .* and 0 of 1 contextual .* 121 steps \(point\) and 40 /);
  });

  it('names the fullest part and the share behind the first 60 %', () => {
    assert.match(placeSentence(places), /4 of 6 spans .* part 4 of 5, and 90 % of the .* after the first 60 %/);
  });

  it('names what is kept, and the first channel that is not', () => {
    assert.match(filterSentence(channels, kept), /^2 of 3 channels are kept: a b\. They are not the report/);
    assert.match(filterSentence(channels, kept), /below the line, c, has 94 anomalous windows\.$/);
    assert.doesNotMatch(filterSentence(kept, kept), /below the line/);
  });

  it('counts windows and states the bars', () => {
    const windows = { labels: Uint8Array.of(0, 1, 1, 0, 0), count: 5 } as Parameters<typeof windowBalance>[1];
    assert.deepEqual(windowBalance('a', windows), { name: 'a', anomalous: 2, normal: 3 });
    assert.match(barsSentence({ share: 0.284, f1: 0.425, rocAuc: 0.865 }), /28\.4 % .* F1 \.425: .* ROC-AUC \.865: /);
  });

  it('tells channels that a clip makes constant from those that it cuts', () => {
    const found = clippedChannels(clipped, kept);
    assert.deepEqual(found.constant, ['a']);
    assert.deepEqual(found.measured, [{ channel: 'a', clipped: 1 }]);
    assert.deepEqual(clippedChannels(clipped.slice(2), kept).charted, clipped.slice(2));
    assert.match(clippedSentence(clipped, kept), /^2 of 3 channels lose .* left of a\. .* into 1: a 100 %\.$/);
  });

  it('counts incidents, and the weight of the largest', () => {
    assert.deepEqual(sharedIncidentTable(groups, kept).rows, [['SMAP', 'a b', 2, 2]]);
    assert.match(
      groupSentence(groups, kept),
      /3 channels show 2 incidents, and the 2 .* show 1, one of them on 2 .* 100 %/,
    );
  });

  it('names at most four splits with values out of range', () => {
    const beyond = Array.from({ length: 6 }, (_, i) => ({
      channel: `c${i}`,
      split: 'test' as const,
      values: 1200,
      farthest: 2,
    }));
    const seen = oddSentence({ shareBeyond: 0.00049, shareMissing: 0, beyond });
    assert.match(seen, /^\.049 % of the values/);
    assert.match(seen, /in 6 splits: c0 \(test, 1,200 values, up to 2\.00\).* and 2 more\.$/);
  });

  it('answers from all of it', () => {
    const bars = { share: 0.284, f1: 0.425, rocAuc: 0.865 };
    const answers = telemetryAnswer({ channels, kept, kinds, places, groups, clipped, ...bars });
    assert.match(
      answers['What must be found'],
      /^4 spans on 3 channels \(3 point, 1 contextual\) with a median of 80\.5/,
    );
    assert.equal(answers['How many observations there are'], '2 channels, 1 incident');
  });
});
