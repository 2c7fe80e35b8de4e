import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  anomalousWindowCount,
  channelSize,
  evaluationChannels,
  listChannels,
  loadChannel,
  parseLabels,
  REPORT_CHANNELS,
  writeNpy,
} from '../../lib/data';

const HEADER = 'chan_id,spacecraft,anomaly_sequences,class,num_values\n';

describe('the SMAP/MSL label file', () => {
  const parse = (rows: string) => parseLabels(HEADER + rows, 'labels.csv');

  it('gives half-open segments in time order', () => {
    const [p1] = parse('P-1,SMAP,"[[20, 29], [3, 3]]","[contextual, point]",100\n');
    assert.deepEqual(p1, {
      channel: 'P-1',
      spacecraft: 'SMAP',
      segments: [
        { start: 3, end: 4, anomalyClass: 'point' },
        { start: 20, end: 30, anomalyClass: 'contextual' },
      ],
      spans: [
        { start: 20, end: 30, anomalyClass: 'contextual' },
        { start: 3, end: 4, anomalyClass: 'point' },
      ],
      length: 100,
    });
  });

  it('merges the rows of one channel, such as those of P-2, at the place of the first', () => {
    const labels = parse(
      'P-2,SMAP,"[[5350, 6575]]",[point],8209\nM-6,MSL,"[[1, 2]]",[point],90\nP-2,SMAP,"[[5300, 6420], [10, 19]]","[contextual, point]",8209\n',
    );
    assert.deepEqual(
      labels.map(({ channel }) => channel),
      ['P-2', 'M-6'],
    );
    assert.deepEqual(labels[0].segments, [
      { start: 10, end: 20, anomalyClass: 'point' },
      { start: 5300, end: 6576, anomalyClass: 'point' },
    ]);
  });

  it('may have a byte order mark, CRLF, other columns and no anomalies', () => {
    const text = '\uFEFFspacecraft,extra,chan_id,class,anomaly_sequences,num_values\r\nMSL,x,T-9,[],[],10\r\n\r\n';
    assert.deepEqual(parseLabels(text, 'labels.csv'), [
      { channel: 'T-9', spacecraft: 'MSL', segments: [], spans: [], length: 10 },
    ]);
  });

  it('is refused if malformed, with line and column', () => {
    const good = 'P-1,SMAP,"[[1, 2]]",[point],100\n';
    const cases: [string, RegExp][] = [
      ['P-1,SMAP,"[[2, 1]]",[point],100', /line 3, column anomaly_sequences: span \[2, 1\] ends before it starts/],
      ['P-1,SMAP,"[[1, 2]]","[point, point]",100', /line 3: expected one class per span, found 2 for 1 span/],
      ['P-1,SMAP,"[[-1, 2]]",[point],100', /line 3, column anomaly_sequences/],
      ['P-1,SMAP,"[[1.5, 2]]",[point],100', /line 3, column anomaly_sequences/],
      ['P-1,SMAP,"[[1]]",[point],100', /line 3, column anomaly_sequences/],
      ['P-1,SMAP,"[1, 2]",[point],100', /line 3, column anomaly_sequences/],
      ['P-1,SMAP,"[[1, 2]",[point],100', /line 3, column anomaly_sequences/],
      ['P-1,SMAP,"[[1, 2]]",[odd],100', /line 3, column class: expected point or contextual .*, found '\[odd\]'/],
      ['P-1,SMAP,"[[1, 2]]",point,100', /line 3, column class/],
      ['P-1,VOYAGER,"[[1, 2]]",[point],100', /line 3, column spacecraft: expected SMAP or MSL, found 'VOYAGER'/],
      ['../P-1,SMAP,"[[1, 2]]",[point],100', /line 3, column chan_id/],
      ['P-1,SMAP,"[[1, 2]]",[point],1e2', /line 3, column num_values/],
      ['P-1,SMAP,"[[1, 2]]",[point]', /labels\.csv: .* expect 5, got 4 on line 3/],
      ['P-1,MSL,"[[1, 2]]",[point],100', /line 3: P-1 differs from its earlier row/],
      ['P-1,SMAP,"[[1, 2]]"x,[point],100', /labels\.csv: Invalid Closing Quote/],
    ];
    for (const [row, expected] of cases) assert.throws(() => parse(good + row + '\n'), expected, row);
    assert.throws(
      () => parseLabels('', 'labels.csv'),
      /labels\.csv: expected the columns chan_id, .*; missing: chan_id/,
    );
    assert.throws(
      () => parseLabels('chan_id,class\n', 'labels.csv'),
      /missing: spacecraft, anomaly_sequences, num_values/,
    );
  });
});

describe('SMAP/MSL on disk', () => {
  let root: string;
  const write = (split: string, channel: string, shape: number[]) => {
    const data = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i);
    writeNpy(path.join(root, split, `${channel}.npy`), { shape, data });
  };

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-smap-'));
    for (const channel of ['P-1', 'T-10']) {
      write('train', channel, [30, channel === 'T-10' ? 55 : 25]);
      write('test', channel, [60, channel === 'T-10' ? 55 : 25]);
    }
    fs.writeFileSync(
      path.join(root, 'labeled_anomalies.csv'),
      `${HEADER}P-1,SMAP,"[[10, 19], [50, 59]]","[point, contextual]",60\n`,
    );
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  it('gives a channel with labels, segments and classes', () => {
    const { train, test, ...rest } = loadChannel(root, 'P-1');
    assert.equal(rest.spacecraft, 'SMAP');
    assert.deepEqual([train.length, train.features, test.length], [30, 25, 60]);
    assert.equal(test.values[25], 25);
    assert.equal(train.names[0], 'telemetry');
    assert.deepEqual(rest.classes, ['point', 'contextual']);
    assert.deepEqual(
      [test.labels![9], test.labels![10], test.labels![19], test.labels![20], test.labels![59]],
      [0, 1, 1, 0, 1],
    );
    assert.equal(
      test.labels!.reduce((sum, label) => sum + label, 0),
      20,
    );
    assert.equal(train.labels, undefined);
    assert.deepEqual(channelSize(root, 'P-1'), { trainLength: 30, testLength: 60, features: 25 });
  });

  it('lists and loads a channel without a label row as unlabelled', () => {
    assert.deepEqual(
      listChannels(root).map(({ channel, labelled }) => [channel, labelled]),
      [
        ['P-1', true],
        ['T-10', false],
      ],
    );
    const channel = loadChannel(root, 'T-10');
    assert.equal(channel.labelled, false);
    assert.equal(channel.spacecraft, 'MSL');
    assert.equal(channel.test.labels, undefined);
  });

  it('cuts a span at the end with a warning and refuses one past it', () => {
    write('test', 'P-1', [55, 25]);
    const { segments, warnings, test } = loadChannel(root, 'P-1');
    assert.deepEqual(segments[1], { start: 50, end: 55, anomalyClass: 'contextual' });
    assert.match(warnings[0], /P-1: anomalous span \[50, 60\) is cut at the end of the test series, 55/);
    assert.equal(test.labels!.length, 55);
    write('test', 'P-1', [50, 25]);
    assert.throws(
      () => loadChannel(root, 'P-1'),
      /P-1: anomalous span \[50, 60\) starts past the end of .* 50 time steps/,
    );
  });

  it('refuses unknown channels, with similar names, and incomplete data or data of the wrong shape', () => {
    assert.throws(() => loadChannel(root, 'T-1'), /unknown channel 'T-1' .* did you mean P-1, T-10\?/);
    assert.throws(() => loadChannel(root, '../P-1'), /unknown channel/);
    assert.throws(
      () => loadChannel(path.join(root, 'absent'), 'P-1'),
      /expected SMAP\/MSL data, but labeled_anomalies\.csv is missing/,
    );
    write('test', 'P-1', [60, 24]);
    assert.throws(() => loadChannel(root, 'P-1'), /P-1: train has 25 features, test has 24/);
    write('test', 'P-1', [60]);
    assert.throws(
      () => loadChannel(root, 'P-1'),
      /P-1\.npy: expected a non-empty array \[time, features\], found shape \(60\)/,
    );
    write('test', 'P-1', [0, 25]);
    assert.throws(() => channelSize(root, 'P-1'), /found shape \(0, 25\)/);
    fs.rmSync(path.join(root, 'test', 'P-1.npy'));
    assert.throws(() => loadChannel(root, 'P-1'), /P-1: the test file .* is missing/);
    assert.throws(() => evaluationChannels(root), /P-1: the test file .* is missing/);
  });

  it('filters channels by their anomalous windows', () => {
    const row = (channel: string, last: number) => `${channel},SMAP,"[[5, ${last}]]",[point],900\n`;
    write('test', 'A-1', [900, 1]);
    write('test', 'A-2', [900, 1]);
    // Windows of 10 with stride 5 that touch [5, last]: starts 0, 5, ..., the last multiple of 5 up to last.
    fs.writeFileSync(path.join(root, 'labeled_anomalies.csv'), HEADER + row('A-1', 494) + row('A-2', 495));
    assert.deepEqual(
      listChannels(root)
        .filter(({ labelled }) => labelled)
        .map((info) => anomalousWindowCount(root, info)),
      [99, 100],
    );
    assert.deepEqual(evaluationChannels(root), ['A-2']);
    assert.deepEqual(evaluationChannels(root, { minimumWindows: 99 }), ['A-1', 'A-2']);
    assert.deepEqual(evaluationChannels(root, { windowSize: 100, stride: 50, minimumWindows: 11 }), []);
  });

  it("knows report 3's 28 channels", () => {
    assert.equal(REPORT_CHANNELS.length, 28);
    assert.equal(new Set(REPORT_CHANNELS).size, 28);
  });
});
