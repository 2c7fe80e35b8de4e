import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulateSmapMsl } from '../../lib/data';
import { smapMslProtocol, type SuiteTable } from '../../lib/experiments';
import { dataOf, parseExperiment, planExperiment, suiteContext } from '../../lib/suites';

describe('the data of a suite', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-suite-data-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('is the folder that the user named, in which telemetry is looked for only by who asks for it', () => {
    const context = suiteContext('smoke', folder);
    assert.deepEqual([context.profile, context.data], ['smoke', folder]);
    assert.throws(() => context.telemetry, /expected SMAP\/MSL data .*, found none/);
    assert.ok(!('data' in suiteContext('smoke')));
  });

  it('is told for people, each source once, and whether channels are simulated', () => {
    const root = path.join(folder, 'simulated');
    simulateSmapMsl(root, { channels: ['D-1'], length: 600 });
    const table = (source: SuiteTable['source'], rows: SuiteTable['rows'] = []): SuiteTable => ({
      name: 'one',
      title: 'One',
      source,
      protocol: smapMslProtocol,
      rows,
      seeds: [0],
      measures: [],
      notes: [],
    });
    const generated = { kind: 'mnist', channels: ['3'] } as unknown as SuiteTable['source'];
    const telemetry = {
      kind: 'smap-msl' as const,
      root: suiteContext('smoke', root).telemetry,
      channels: ['D-1'],
    } satisfies SuiteTable['source'];
    assert.deepEqual(dataOf([table(generated), table(generated)]), { data: 'mnist', simulated: false });
    const own = [{ label: 'pca', detector: 'pca', source: telemetry }];
    assert.deepEqual(dataOf([table(generated, own)]), { data: `mnist, ${root}`, simulated: true });
    const parts: SuiteTable['source'] = {
      kind: 'tsb-ad',
      collection: 'univariate',
      root,
      published: folder,
      channels: ['a'],
    };
    const joined: SuiteTable['source'] = { kind: 'merged-telemetry', root, channels: ['SMAP'] };
    for (const source of [parts, joined]) {
      assert.equal(dataOf([table(source)]).simulated, true, source.kind);
      const one = planExperiment(parseExperiment({ model: 'range', data: source }, 'x'), folder);
      assert.equal(one.simulated, true, source.kind);
    }
  });
});
