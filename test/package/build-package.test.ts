import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { REPOSITORY_ROOT } from '../../lib/base';
import { encodeNpy, readSeries } from '../../lib/data';
import { judgeRows, loadScores, measureAll } from '../../lib/judge';
import { bundle, bundledPackages } from '../../package/build-package';
import manifest from '../../package.json';
import { readSources } from '../../scripts/support/house-counts';
import parquet from '../fixtures/parquet.json';

/** Six anomalies of ten steps among 600, and scores that find them, with noise that repeats every seven steps. */
const labels = Array.from({ length: 600 }, (_, step) => Number(step % 100 >= 60 && step % 100 < 70));
const scores = Float64Array.from(labels, (label, step) => (label * 5 + (step % 7)) / 10);

describe('the package', () => {
  let folder: string;
  let packages: string[];
  const inFolder = (...parts: string[]) => path.join(folder, ...parts);
  /** Runs node in the folder, which lies outside of the repository and holds the package as npm installs it. */
  const node = (...args: string[]) =>
    spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, INIT_CWD: os.tmpdir() },
    });
  const telltale = (...args: string[]) => node(inFolder('node_modules', 'telltale', manifest.bin.telltale), ...args);

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-package-'));
    packages = bundledPackages(await bundle(inFolder('node_modules', 'telltale', 'dist')));
    fs.copyFileSync(path.join(REPOSITORY_ROOT, 'package.json'), inFolder('node_modules', 'telltale', 'package.json'));
    fs.writeFileSync(inFolder('labels.csv'), `label\r\n${labels.join('\r\n')}\r\n`);
    const values = labels.map((label, step) => Math.sin(step / 4) + 3 * label);
    fs.writeFileSync(inFolder('values.csv'), `sensor\n${values.join('\n')}\n`);
    fs.writeFileSync(inFolder('mine.npy'), encodeNpy({ data: scores, shape: [600] }));
    fs.writeFileSync(inFolder('other.csv.gz'), gzipSync(`score\n${scores.map((_, step) => step % 11).join('\n')}\n`));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('holds these packages, among them nothing of TensorFlow, and depends on none', () => {
    const names = ['adm-zip', 'commander', 'csv-parse', 'fzstd', 'hyparquet', 'hyparquet-compressors'];
    const all = [...names, 'hysnappy', 'ml-matrix', 'pako', 'seedrandom', 'zod'];
    assert.deepEqual(packages, all.map((name) => `node_modules/${name}`)); // prettier-ignore
    const texts = fs.readFileSync(inFolder('node_modules', 'telltale', 'dist', 'licences.txt'), 'utf8');
    for (const name of all) assert.match(texts, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\n\\n[^]{300}`, 'm'));
    assert.equal('dependencies' in manifest, false);
  });

  it('is not built where something reaches TensorFlow', async () => {
    await assert.rejects(bundle(inFolder('wrong'), 'lib/layers/lstm.ts'), {
      message: /index\.js: expected imports of Node's own modules alone, found @tensorflow\/tfjs\.$/,
    });
  });

  it('leaves out no file that is imported for its side effects', () => {
    const files = readSources(REPOSITORY_ROOT, ['lib', 'package', 'scripts']);
    const bare = files.filter(({ text }) => /^import ['"]/m.test(text)).map(({ file }) => file);
    assert.deepEqual(bare, []);
  });

  it('judges as lib does, by paths of the folder in which it runs', async () => {
    const files = ['--scores', 'mine.npy', 'other.csv.gz', '--labels', 'labels.csv', '--series', 'values.csv'];
    const run = telltale('judge', ...files, '--json', 'out.json');
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /mine is better than random scores: shown/);
    const { series, rows, targets } = loadScores({
      scores: [inFolder('mine.npy'), inFolder('other.csv.gz')],
      labels: inFolder('labels.csv'),
      series: inFolder('values.csv'),
    });
    const expected = await judgeRows(series, rows, { targets });
    assert.equal(expected.rows.length, 2 + 3 + 5);
    assert.deepEqual(JSON.parse(fs.readFileSync(inFolder('out.json'), 'utf8')), JSON.parse(JSON.stringify(expected)));
  }).timeout(120_000);

  it('writes figures as JSON, and says before the work that it does not draw pictures', () => {
    const wanted = ['judge', '--scores', 'mine.npy', '--labels', 'labels.csv', '--figure'];
    assert.equal(telltale(...wanted, 'figure.json').status, 0);
    const figure = JSON.parse(fs.readFileSync(inFolder('figure.json'), 'utf8')) as { data: unknown[] };
    assert.equal(figure.data.length, 2);
    const picture = telltale(...wanted, 'figure.png');
    assert.deepEqual([picture.status, picture.stdout], [1, '']);
    assert.equal(
      picture.stderr,
      '\n--figure figure.png: expected a name ending in .json; pictures need a browser, which a clone of Telltale has.\n',
    );
  }).timeout(120_000);

  it('has its version, its help, and one sentence for what it does not know', () => {
    assert.equal(telltale('--version').stdout, `${manifest.version}\n`);
    assert.match(telltale('--help').stdout, /^Usage: telltale [^]*\n {2}judge \[options\] /);
    assert.match(telltale('judge', '--help').stdout, /^Usage: telltale judge [^]*--scores <paths\.\.\.>/);
    const unknown = telltale('jugde');
    assert.deepEqual([unknown.status, unknown.stdout], [1, '']);
    assert.equal(unknown.stderr, "error: unknown command 'jugde'\n(Did you mean judge?)\n");
    assert.deepEqual([telltale().status, telltale('judge').status], [1, 1]);
    const missing = telltale('judge', '--scores', 'none.npy');
    assert.equal(missing.stderr, `\n${inFolder('none.npy')}: expected a file, or a folder of files; found none\n`);
  });

  it('is imported and required, and reads Parquet, which it unpacks by code of its own', () => {
    fs.writeFileSync(inFolder('import.mjs'), "import { measureAll } from 'telltale';\nconsole.log(typeof measureAll);");
    assert.equal(node('import.mjs').stdout, 'function\n');
    const { base64 } = parquet.cases.find(({ name }) => name === 'zstd')!;
    fs.writeFileSync(inFolder('x.parquet'), Buffer.from(base64, 'base64'));
    const script = "console.log(JSON.stringify(require('telltale').readSeries('x.parquet').series))";
    const { stdout, stderr } = node('-e', script);
    assert.equal(stderr, '');
    const { name: _, ...expected } = readSeries(inFolder('x.parquet')).series;
    const { name: __, ...found } = JSON.parse(stdout) as { name: string };
    assert.deepEqual(found, JSON.parse(JSON.stringify(expected)));
  });

  it('runs the example of docs/judge.md', () => {
    const page = fs.readFileSync(path.join(REPOSITORY_ROOT, 'docs', 'judge.md'), 'utf8');
    const [, example] = /^## As a package$[^]*?^```js\n([^]*?)^```/m.exec(page)!;
    fs.writeFileSync(inFolder('example.mjs'), example);
    const { stdout, stderr } = node('example.mjs');
    assert.equal(stderr, '');
    const { vusPr, bestF1Oracle } = measureAll(labels.map((label, step) => label + (step % 7) / 5), labels); // prettier-ignore
    const [first, second] = stdout.split('\n');
    assert.equal(first, `VUS-PR ${vusPr!.toFixed(3)}, best F1 (oracle) ${bestF1Oracle!.toFixed(3)}`);
    assert.match(second, /^mine is better than random scores: shown \(VUS-PR \+/);
  });
});
