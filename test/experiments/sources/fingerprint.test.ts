import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl, writeNpy } from '../../../lib/data';
import {
  describeSource,
  executor,
  fileSource,
  fingerprintOf,
  loadSource,
  resolveSource,
  smapMslProtocol,
  smapMslSource,
  type Job,
  type Source,
} from '../../../lib/experiments';
import { sourceSchema } from '../../../lib/experiments/sources';
import { planJobs } from '../../../lib/runs';

/** One of each kind that is generated, and an option that changes what is drawn. */
const generated: readonly (readonly [source: Source, change: object])[] = [
  [{ kind: 'periodic', channels: ['a', 'b'], length: 400 }, { length: 401 }],
  [{ kind: 'correlated', channels: ['a', 'b'], train: 40, testNormal: 20, testAnomalous: 5 }, { noise: 0.5 }],
  [{ kind: 'sensor', channels: ['a', 'b'], train: 4, testNormal: 2, testAnomalous: 2 }, { sensors: 3 }],
  [{ kind: 'gaussian-images', channels: ['a', 'b'], train: 4, testNormal: 2, testAnomalous: 2 }, { train: 5 }],
  [{ kind: 'mnist', channels: ['1', '7'] }, { trainFraction: 0.5 }],
  [{ kind: 'rhythm', channels: ['a', 'b'], train: 400, test: 700 }, { test: 701 }],
];

/** Every kind that there is, as the schema lists them where it finds another. */
const kinds = sourceSchema.safeParse({ kind: 'none' }).error!.issues[0].message.replace('expected ', '').split(', ');

/** One of each other kind that needs no option and no file; what needs one is left to the kind's own test. */
const unlisted = kinds
  .filter((kind) => !generated.some(([source]) => source.kind === kind))
  .flatMap((kind) => sourceSchema.safeParse({ kind, channels: ['a', 'b'] }).data ?? []);

describe('the fingerprint of a source', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-fingerprint-'));
  const root = path.join(folder, 'data');
  before(() => simulateSmapMsl(root, { channels: ['P-1', 'D-1'], length: 1200 }));
  after(() => fs.rmSync(folder, { recursive: true }));
  const of = (source: Source, channel = 'D-1') => fingerprintOf(source, { channel, seed: 0 });

  it('of telemetry is that of its values, wherever they lie, channel by channel', () => {
    const copy = path.join(folder, 'copy');
    fs.cpSync(root, copy, { recursive: true });
    const own = of(smapMslSource(root, ['D-1']));
    assert.match(own, /^[0-9a-f]{16}$/);
    assert.equal(of(smapMslSource(copy, ['P-1', 'D-1'])), own);
    assert.notEqual(of(smapMslSource(root, ['P-1']), 'P-1'), own);
    const values = new Float64Array(1200 * 25);
    values[1200 * 25 - 1] = 2 ** -40;
    writeNpy(path.join(copy, 'test', 'P-1.npy'), { shape: [1200, 25], data: values });
    assert.equal(of(smapMslSource(copy, ['D-1'])), own, "another channel's values");
    const before = of(smapMslSource(copy, ['P-1']), 'P-1');
    values[1200 * 25 - 1] = 0;
    writeNpy(path.join(copy, 'test', 'P-1.npy'), { shape: [1200, 25], data: values });
    assert.notEqual(of(smapMslSource(copy, ['P-1']), 'P-1'), before, 'the last value has changed a little');
  });

  it('of files is that of what they hold, not of how they are written', () => {
    const write = (name: string, text: string) => {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
      return file;
    };
    const rows = Array.from({ length: 30 }, (_, time) => [time % 4, time % 3]);
    const csv = (header: string, label: (time: number) => string) =>
      `${header}\n${rows.map((row, time) => `${row.join(',')}${label(time)}`).join('\n')}\n`;
    const train = write(
      'train.csv',
      csv('a,b', () => ''),
    );
    const print = (name: string, text: string) =>
      of(fileSource({ train, test: write(name, text) }), path.basename(name));
    const labelled = csv('a,b,label', (time) => `,${time > 20 ? 1 : 0}`);
    const own = print('test.csv', labelled);
    assert.equal(print('elsewhere/renamed.csv', labelled), own);
    assert.equal(print('test.tsv', labelled.replaceAll(',', '\t')), own);
    const others = [
      print('values.csv', labelled.replace('3,0,', '3.5,0,')),
      print(
        'labels.csv',
        csv('a,b,label', (time) => `,${time > 21 ? 1 : 0}`),
      ),
      print('shorter.csv', labelled.split('\n').slice(0, -2).join('\n')),
    ];
    assert.equal(new Set([own, ...others]).size, 4);
    const names = write(
      'names.csv',
      csv('a,c', () => ''),
    );
    const test = write('named.csv', labelled.replace('a,b', 'a,c'));
    assert.notEqual(of(fileSource({ train: names, test }), 'named.csv'), own, 'columns of other names');
  });

  for (const [source, change] of generated) {
    it(`of ${source.kind} data is that of its options, whichever channels are run beside`, () => {
      const [first, second] = source.channels;
      const own = of(source, first);
      assert.match(own, /^[0-9a-f]{16}$/);
      assert.equal(of({ ...source, channels: [second, first] }, first), own);
      const changed = { ...source, ...change };
      assert.notEqual(of(changed, first), own);
      assert.deepEqual(sourceSchema.parse(JSON.parse(JSON.stringify(changed))), changed);
      assert.equal(describeSource(source), source.kind);
      assert.equal(resolveSource(source, folder), source);
    });
  }

  it('of generated data leaves what the seed and the channel decide to the name of the job', () => {
    for (const [source] of generated) {
      const jobOf = (channel: string, seed: number): Job => {
        return { detector: 'pca', source, channel, seed, profile: 'smoke', protocol: smapMslProtocol };
      };
      const [first, second] = source.channels;
      const plan = planJobs([jobOf(first, 0), jobOf(first, 1), jobOf(second, 0)], executor);
      assert.equal(new Set(plan.map(({ hash }) => hash)).size, 3, source.kind);
      assert.notDeepEqual(
        loadSource(source, first, 0).test.values,
        loadSource(source, first, 1).test.values,
        source.kind,
      );
      assert.deepEqual(loadSource(source, first, 1), loadSource(source, first, 1), source.kind);
    }
  });

  for (const source of unlisted) {
    it(`of ${source.kind} data, of which this test knows nothing, is the same whichever channels are run beside`, () => {
      const own = of(source, 'a');
      assert.match(own, /^[0-9a-f]{16}$/);
      assert.equal(of({ ...source, channels: ['b', 'a'] }, 'a'), own);
      assert.deepEqual(loadSource(source, 'a', 1), loadSource(source, 'a', 1));
    });
  }

  it('is tested on kinds that there are', () => {
    const listed = ['smap-msl', 'files', ...generated.map(([{ kind }]) => kind)];
    assert.deepEqual(
      listed.filter((kind) => !kinds.includes(kind)),
      [],
    );
  });
});
