import assert from 'node:assert/strict';
import { createLineParser, type LineFormat, parseLines } from '../../lib/monitor/line-parser';
import type { PointColumns } from '../../lib/monitor/point';
import { describeTaken, InputMemory } from '../../lib/monitor/taken-input';

const named = { features: 2, names: ['temp', 'pressure'] };

/** Gives the lines that tell what was taken, with their notes. */
function told(format: LineFormat, lines: readonly string[], columns: PointColumns = named) {
  const heard: string[] = [];
  const seen = new InputMemory((taken) => heard.push(describeTaken(taken)));
  for (let i = 0; i < 2; i++) parseLines(lines, createLineParser(format, { ...columns, seen }));
  return heard;
}

describe('what was taken from the input', () => {
  it('is told once: format, time and unit, channel, features, what was left out and why', () => {
    const rows = ['1714521600;a;1,5;2;7;0;1', '1714521660;b;2,5;2;8;0;2'];
    assert.deepEqual(told('csv', ['ts;device;temp;pressure;room;label;index', ...rows]), [
      "CSV, ';' between cells, decimals after ',', a header; time: ts (Unix time in s); channel: device; " +
        'features: temp, pressure; left out: room (not a feature of the training file), label (label), index (numbers the rows)',
    ]);
    const object = '{"stamp": 1714521600000, "pump": "P", "pressure": 1, "temp": 2, "old": 5}';
    assert.deepEqual(told('jsonl', [object], { ...named, ignore: ['old'] }), [
      'JSON; time: none; channel: none; features: temp, pressure; left out: ' +
        "stamp (not a feature of the training file, and perhaps a time; --time-column 'stamp' takes it), " +
        "pump (may name a device or its state; --channel-column 'pump' takes it as the channel), old (named by --ignore)",
    ]);
    assert.deepEqual(told('jsonl', ['[1, 2]', '{"timestamp": 5, "values": [1, 2]}']), [
      'JSON, values by position; time: none; channel: none; features: temp, pressure',
      'JSON, values by position; time: timestamp; channel: none; features: temp, pressure',
    ]);
  });

  it('names twelve features, then a count', () => {
    const names = Array.from({ length: 15 }, (_, i) => `f${i}`);
    const [line] = told('csv', [names.join(','), names.map((_, i) => i).join(',')], { features: 15, names });
    assert.match(line, /; features: f0, f1, .*, f11 and 3 more$/);
  });

  it('notes columns by position, and columns that were named and are not there', () => {
    assert.deepEqual(told('csv', ['2024-05-01,1,2']), [
      "CSV, ',' between cells, decimals after '.', no header; time: timestamp; channel: none; features: temp, pressure; note: " +
        'columns matched by position: the input or the training file has no names of them',
    ]);
    assert.deepEqual(
      told('csv', ['time,temp,pressure', '5,1,2'], { ...named, timestampColumn: 'clock', channelColumn: 'unit' }),
      [
        "CSV, ',' between cells, decimals after '.', a header; time: time; channel: none; features: temp, pressure; note: " +
          "column 'clock' of the time is not there; 'time' is taken as the time; note: " +
          "column 'unit' of the channel is not there; all points are of one",
      ],
    );
  });

  it('is told of a few ways of writing at most, whatever is sent', () => {
    const heard: unknown[] = [];
    const seen = new InputMemory((taken) => heard.push(taken));
    const parser = createLineParser('jsonl', { ...named, seen });
    for (let i = 0; i < 1000; i++) parser(JSON.stringify({ temp: 1, pressure: 2, [`extra ${i}`]: i }));
    assert.equal(heard.length, 8);
  });
});
