import assert from 'node:assert/strict';
import { Command } from 'commander';
import { readOptionsSchema, readOptionsShape } from '../../lib/data';
import {
  readingOptionNames,
  readingOptions,
  readOptionsOf,
  type ReadingOptions,
} from '../../scripts/support/read-options';

/** Reads a command line as every command that reads series does. */
function taken(...line: string[]) {
  const command = readingOptions(new Command().exitOverride().configureOutput({ writeErr: () => undefined }));
  return readOptionsOf(command.parse(line, { from: 'user' }).opts<ReadingOptions>());
}

describe('options of reading', () => {
  it('are none unless given', () => {
    assert.deepEqual(taken(), {});
  });

  it('exist for everything that files of experiments and pipelines may say', () => {
    const command = readingOptions(new Command());
    const names = new Set(command.options.map((option) => option.attributeName()));
    assert.deepEqual([...names].sort(), [...readingOptionNames].sort());
    assert.deepEqual([...names].filter((name) => name !== 'timestampColumn').sort(), Object.keys(readOptionsShape).sort()); // prettier-ignore
  });

  it('are read as lists, signs and numbers, and pass the check of files', () => {
    const options = taken(
      ...[
        '--features',
        'a, b',
        '--ignore',
        'c',
        '--time-column',
        'when',
        '--time-format',
        '%d.%m.%Y',
        '--time-unit',
        'us',
      ],
      ...['--label-column', 'y', '--anomalous-label', 'attack,fault', '--channel-column', 'site', '--channel', '7'],
      ...['--delimiter', 'tab', '--decimal', ',', '--header', '--missing', '?,-9999', '--sort', '--resample', '10s'],
      ...['--array', 'test'],
    );
    assert.deepEqual(options, {
      features: ['a', 'b'],
      ignore: ['c'],
      timeColumn: 'when',
      timeFormat: '%d.%m.%Y',
      timeUnit: 'us',
      labelColumn: 'y',
      anomalousLabel: ['attack', 'fault'],
      channelColumn: 'site',
      channel: '7',
      delimiter: '\t',
      decimal: ',',
      header: true,
      missing: ['?', '-9999'],
      array: 'test',
      sort: true,
      resample: '10s',
    });
    assert.deepEqual(readOptionsSchema.parse(JSON.parse(JSON.stringify(options))), options);
  });

  it('can say no', () => {
    const none = taken('--no-time-column', '--no-label-column', '--no-channel-column', '--no-header', '--no-sort');
    assert.deepEqual(none, { timeColumn: false, labelColumn: false, channelColumn: false, header: false, sort: false });
  });

  it('take the former name of the time column', () => {
    assert.deepEqual(taken('--timestamp-column', 'when'), { timeColumn: 'when' });
    assert.throws(() => taken('--timestamp-column', 'a', '--time-column', 'b'), /are one option; give it once/);
  });

  it('are refused where they are none', () => {
    for (const line of [
      ['--features', 'a,,b'],
      ['--delimiter', 'semi'],
      ['--decimal', ';'],
      ['--time-unit', 'min'],
    ]) {
      assert.throws(() => taken(...line), /is invalid/, line.join(' '));
    }
  });
});
