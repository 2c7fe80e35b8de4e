import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  channelSize,
  listChannels,
  loadChannel,
  loadTsbAd,
  simulateSmapMsl,
  sliceSeries,
  tsbAdEntries,
} from '../../lib/data';
import { REPOSITORY_ROOT } from '../../lib/base';
import { DATA_SET_SOURCES } from '../../lib/data/download-sources';
import { loadManifest } from '../../lib/data/manifest';
import { tsbAdTables } from '../../lib/data/tsb-ad';
import { writePublished } from '../support/tsb-ad';

describe('the series of TSB-AD', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-tsb-ad-'));
  const [telemetry, published] = ['telemetry', 'published'].map((name) => path.join(folder, name)) as [string, string];
  const channels = ['P-1', 'D-1', 'M-1'];
  before(() => {
    simulateSmapMsl(telemetry, { channels, length: 2400 });
    writePublished(published, telemetry);
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  const entries = () => tsbAdEntries(published, telemetry, 'multivariate');

  it('are the channels of that length whose labels begin there and are as many, and no others', () => {
    const found = entries();
    const known = listChannels(telemetry).filter(({ segments }) => segments.length > 0);
    assert.deepEqual(
      found.map(({ channel, cut, trainEnd }) => [channel, cut, trainEnd]),
      known.map(({ channel }) => [channel, 0, 200]),
    );
    for (const { channel, segments, published: figures, file } of found) {
      const { test } = loadChannel(telemetry, channel);
      assert.deepEqual(
        segments,
        known.find((each) => each.channel === channel)!.segments.map(({ start, end }) => ({ start, end })),
      );
      assert.equal(Number(/1st_(\d+)$/.exec(file)![1]), test.labels!.indexOf(1));
      assert.deepEqual(Object.keys(figures), ['KNN', 'CNN']);
    }
  });

  it('are loaded with the steps for training as a part of those that are scored', () => {
    const [entry] = entries();
    const { train, test } = loadTsbAd(telemetry, entry, 'multivariate');
    const own = loadChannel(telemetry, entry.channel).test;
    assert.deepEqual([test.values, test.labels], [own.values, own.labels]);
    assert.deepEqual([train.values, train.labels], [sliceSeries(own, 0, 200).values, undefined]);
    const alone = loadTsbAd(telemetry, entry, 'univariate').test;
    assert.deepEqual([alone.features, alone.values[7], alone.names], [1, own.values[7 * own.features], ['telemetry']]);
  });

  it('may keep some of the spans, or lack the first thousand steps', () => {
    const { channel, segments } = listChannels(telemetry).find((each) =>
      each.segments.some(({ start }) => start >= 1000),
    )!;
    const { testLength } = channelSize(telemetry, channel);
    const last = segments.at(-1)!;
    const file = `001_${channel === 'M-1' ? 'MSL' : 'SMAP'}_id_1_Sensor_tr_100_1st_${last.start - 1000}.csv`;
    const row = [file, 0.1, 0.2, testLength - 1000, last.end - last.start].join(',');
    writePublished(published, telemetry, () => `file,KNN,CNN,ts_len,anomaly_len\n${row}\n`);
    const [entry] = entries();
    const { start, end } = last;
    assert.deepEqual(
      [entry.channel, entry.cut, entry.segments],
      [channel, 1000, [{ start: start - 1000, end: end - 1000 }]],
    );
    writePublished(published, telemetry);
  });

  it('has tables by the names under which they are downloaded', () => {
    const manifest = loadManifest(path.join(REPOSITORY_ROOT, 'data', 'manifest-tsb-ad.json'));
    const names = Object.values(tsbAdTables).sort();
    assert.deepEqual(manifest.files.map((file) => file.path).sort(), names);
    assert.deepEqual(DATA_SET_SOURCES['tsb-ad'].map((source) => source.path).sort(), names);
  });

  it('refuses a table that is missing or malformed, and a series that is not that of a channel', () => {
    assert.throws(
      () => tsbAdEntries(folder, telemetry, 'univariate'),
      /published-uni-vus-pr\.csv: missing; .*--set tsb-ad/,
    );
    const refuses = (change: (text: string) => string, message: RegExp) => {
      writePublished(published, telemetry, change);
      assert.throws(entries, message);
      writePublished(published, telemetry);
    };
    refuses(
      (text) => text.replace('ts_len', 'length'),
      /expected the columns file, ts_len, anomaly_len; missing: ts_len$/,
    );
    refuses((text) => text.replace(',0.25,', ',high,'), /line 2, column KNN: expected a number, found 'high'/);
    refuses((text) => text.replace(/,2400,/, ',2399,'), /expected one channel of SMAP with 2399 steps, .*; found none/);
  });
});
