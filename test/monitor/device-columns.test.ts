import assert from 'node:assert/strict';
import { createLineParser, parseLines } from '../../lib/monitor/line-parser';
import type { PointColumns } from '../../lib/monitor/point';
import { InputMemory } from '../../lib/monitor/taken-input';

const named = { features: 1, names: ['temp'] };

/** Gives [channel, value] of each point of objects, or the reason; of CSV and of JSON lines, which must agree. */
function channels(rows: readonly Record<string, string | number>[], columns: PointColumns = named) {
  const keys = Object.keys(rows[0]);
  const csv = [keys.join(','), ...rows.map((row) => keys.map((key) => row[key]).join(','))];
  const json = rows.map((row) => JSON.stringify(row));
  const [ofCsv, ofJson] = [csv, json].map((lines, i) =>
    parseLines(lines, createLineParser(i === 0 ? 'csv' : 'jsonl', columns)).map((record) =>
      'rejected' in record ? record.rejected : [record.channel, record.values[0]],
    ),
  );
  assert.deepEqual(ofCsv, ofJson);
  return ofCsv;
}

describe('a column that is named like a device', () => {
  it('is the channel: device, sensor_id, tag, and the number of a device', () => {
    for (const name of ['device', 'Device', 'sensor_id', 'tag', 'host', 'machine', 'pump_id']) {
      const rows = ['a', 'b', 'a'].map((device, i) => ({ time: i, [name]: device, temp: i + 0.5 }));
      assert.deepEqual(channels(rows), [['a', 0.5], ['b', 1.5], ['a', 2.5]], name); // prettier-ignore
    }
    const numbers = [7, 8].map((id, i) => ({ time: i, device_id: id, temp: i }));
    assert.deepEqual(channels(numbers), [['7', 0], ['8', 1]]); // prettier-ignore
  });

  it('is not the channel where it is a feature, a measurement, ignored, or beside a channel', () => {
    const rows = (name: string, values: readonly (string | number)[]) =>
      values.map((value, i) => ({ time: i, [name]: value, temp: i }));
    assert.deepEqual(channels(rows('sensor', [20.5, 21.5])), [[undefined, 0], [undefined, 1]]); // prettier-ignore
    assert.deepEqual(channels(rows('device', ['a', 'b']), { ...named, ignore: ['device'] }).flat(), [undefined, 0, undefined, 1]); // prettier-ignore
    assert.deepEqual(channels(rows('device', ['a', 'b']), { ...named, channelColumn: false }).flat(), [undefined, 0, undefined, 1]); // prettier-ignore
    const feature = { features: 2, names: ['device', 'temp'] };
    assert.deepEqual(channels(rows('device', [3, 4]), feature), [[undefined, 3], [undefined, 4]]); // prettier-ignore
    const both = ['a', 'b'].map((device, i) => ({ time: i, channel: `c${i}`, site: device, device, temp: i }));
    assert.deepEqual(channels(both), [['c0', 0], ['c1', 1]]); // prettier-ignore
  });

  it('is not the channel where it holds a state, and refused where a name that may be a state changes like devices', () => {
    const rows = (values: readonly string[]) => values.map((pump, i) => ({ time: i, pump, temp: i }));
    assert.deepEqual(channels(rows(['ON', 'OFF', 'standby'])), [[undefined, 0], [undefined, 1], [undefined, 2]]); // prettier-ignore
    assert.deepEqual(channels(rows(['P-1', 'P-1', 'off'])), [[undefined, 0], [undefined, 1], [undefined, 2]]); // prettier-ignore
    assert.deepEqual(channels(rows(['P-1', 'P-2', 'P-1'])), [[undefined, 0], 'badChannel', [undefined, 2]]); // prettier-ignore
    assert.deepEqual(channels(rows(['P-1', 'P-2']), { ...named, channelColumn: 'pump' }), [['P-1', 0], ['P-2', 1]]); // prettier-ignore
  });

  it('is refused with the option that tells, also over requests, where a place changes within a device', () => {
    const columns = { ...named, seen: new InputMemory() };
    const post = (site: string, device: string) =>
      parseLines([JSON.stringify({ site, device, temp: 1 })], createLineParser('jsonl', columns))[0];
    assert.equal((post('Berlin', 'a') as { channel?: string }).channel, 'a');
    assert.equal((post('Madrid', 'b') as { channel?: string }).channel, 'b');
    assert.deepEqual(post('Kiel', 'b'), {
      rejected: 'badChannel',
      detail:
        "column 'site' holds 'Kiel' after 'Madrid', as where several devices share a stream; " +
        "expected the option --channel-column to name the column of the device, or --ignore 'site'",
    });
  });

  it('is not taken from features that only have numbers, but texts never are features', () => {
    const numbered = { features: 2, names: ['feature 0', 'feature 1'] };
    const read = (lines: string[]) =>
      parseLines(lines, createLineParser('csv', numbered)).map((record) =>
        'rejected' in record ? record.rejected : [record.channel, ...record.values],
      );
    assert.deepEqual(read(['device_id,x', '1,2']), [[undefined, 1, 2]]);
    assert.deepEqual(read(['device_id,x,y', '1,2,3']), [['1', 2, 3]]);
    assert.deepEqual(read(['device,x,y', 'a,2,3']), [['a', 2, 3]]);
  });
});
