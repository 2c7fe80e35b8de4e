import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { simulateSmapMsl } from '../../lib/data';
import type { Stored } from '../../lib/experiments';
import { encodeOnnx, OnnxType } from '../../lib/pipeline/export/onnx-model';
import { ResultStore } from '../../lib/runs';
import { OwnPrograms } from '../support/own-programs';

const repository = path.join(__dirname, '..', '..');

/** The absolute value of the first feature. */
const ABSOLUTE = `
const absolute = (file) => fs.readFileSync(path.join(folder, file), 'utf8').trim().split('\\n').slice(1).map((line) => Math.abs(Number(line.split(',')[0])));
scores('scores.csv', absolute('test.csv'));
scores('train_scores.csv', absolute('train.csv'));
`;

describe('npm run experiment -- --detector', () => {
  const programs = new OwnPrograms();
  const { folder } = programs;
  const [data, store] = [path.join(folder, 'data'), path.join(folder, 'store')];
  after(() => programs.remove());
  before(() => simulateSmapMsl(data, { channels: ['D-1', 'P-1'], length: 1200 }));

  const experiment = (...args: string[]) =>
    spawnSync(process.execPath, [...RUN_TYPESCRIPT, path.join(repository, 'scripts', 'experiment.ts'), ...args], {
      cwd: repository,
      env: { ...process.env, INIT_CWD: folder }, // where npm was called
      encoding: 'utf8',
    });
  const detect = (detector: string, ...args: string[]) => {
    const what = ['--detector', detector, '--data', data, '--channels', 'D-1', '--profile', 'smoke', '--store', store];
    return experiment(...what, '--measured-on', 'windows', '--workers', '1', ...args);
  };
  const own = () => (ResultStore.open(store).list() as Stored[]).filter(({ job }) => job.detector === 'program');

  it('stands beside the rows that know nothing, is kept, and is run again once its file is edited', () => {
    const command = programs.write('absolute.mjs', ABSOLUTE);
    const first = detect(command, '--exchange', 'csv');
    assert.equal(first.status, 0, first.stderr);
    for (const row of ['absolute.mjs', 'random', 'all-anomalous', 'constant', 'time-index']) {
      assert.match(first.stdout, new RegExp(`^\\| ${row} +\\|`, 'm'));
    }
    const [{ run, result, name }] = own();
    assert.equal(name, 'absolute.mjs on D-1, seed 0');
    assert.ok(result.measures.rocAuc! > 0.5);
    assert.equal(detect(command, '--exchange', 'csv', '--detector-name', 'mine').status, 0);
    assert.equal(own()[0].run.finishedAt, run.finishedAt, 'its name changes nothing');
    programs.write('absolute.mjs', ABSOLUTE.replaceAll('Math.abs', '-Math.abs'));
    assert.equal(detect(command, '--exchange', 'csv').status, 0);
    const measures = own().map((each) => each.result.measures.rocAuc!);
    assert.equal(measures.length, 2);
    assert.ok(Math.abs(measures[0] + measures[1] - 1) < 1e-9, 'the other way round');
  });

  it('runs in worker processes, from the experiment of a file too', () => {
    const command = programs.write('workers.mjs', ABSOLUTE);
    const file = path.join(folder, 'experiment.json');
    const detector = { command, exchange: 'csv', version: '1', name: 'from a file' };
    const protocol = { measuredOn: ['windows'] };
    fs.writeFileSync(
      file,
      JSON.stringify({ detector, data: 'data', channels: ['D-1', 'P-1'], protocol, profile: 'smoke' }),
    );
    const run = experiment('--experiment', file, '--store', store, '--workers', '2');
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /^\| from a file +\|/m);
    const records = own().filter(({ job }) => job.config?.['version'] === '1');
    assert.deepEqual(records.map(({ job }) => job.channel).sort(), ['D-1', 'P-1']);
  });

  it('that fails is one sentence with the detector and the channel, and the command fails', () => {
    const { status, stderr } = detect(programs.write('fails.mjs', "console.error('no weights'); process.exit(2);"));
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^failed: fails\.mjs on D-1, seed 0: fails\.mjs: expected exit code 0, found 2; it said last: no weights$/m,
    );
  });

  it('may be a file of ONNX', () => {
    const nodes = [
      { op: 'Abs', inputs: ['windows'], outputs: ['absolute'] },
      { op: 'ReduceMean', inputs: ['absolute'], outputs: ['scores'], attributes: { axes: [1, 2], keepdims: 0 } },
    ];
    const inputs = [{ name: 'windows', type: OnnxType.float32, shape: ['batch', 10, 1] }];
    const outputs = [{ name: 'scores', type: OnnxType.float32, shape: ['batch'] }];
    const bytes = encodeOnnx({ name: 'absolute', nodes, constants: [], inputs, outputs });
    fs.writeFileSync(path.join(folder, 'absolute.onnx'), bytes);
    const { status, stdout, stderr } = detect('absolute.onnx');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^\| absolute\.onnx +\|/m);
  });

  it('is refused before anything is run where there is no such program or file, or its name is taken', () => {
    const none = detect('no-such-program');
    assert.equal(none.status, 1);
    assert.match(none.stderr, /found no 'no-such-program' in the folders of PATH/);
    assert.match(detect('none.onnx').stderr, /none\.onnx: expected the file of a detector, which cannot be read/);
    assert.match(detect('node x', '--detector-name', 'random').stderr, /two rows have the label 'random'/);
  });
});
