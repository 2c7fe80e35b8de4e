import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { start } from '../support/processes';

describe('npm run data, as a command', () => {
  // The real path, because the messages give real paths.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-data-command-')));
  after(() => fs.rmSync(folder, { recursive: true }));

  /** Runs the command as npm does: in the repository, with the folder in which npm was called in INIT_CWD. */
  function data(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, [...RUN_TYPESCRIPT, 'scripts/data.ts', ...args], {
      cwd: path.join(__dirname, '../..'),
      env: { ...process.env, INIT_CWD: folder },
      encoding: 'utf8',
    });
  }

  it('--check says in one line that the folder is missing', () => {
    const { status, stdout } = data('--check', '--to', 'nowhere');
    assert.deepEqual(
      [status, stdout],
      [1, `${path.join(folder, 'nowhere')}: the data set is not here yet; get it with npm run data.\n`],
    );
  });

  it('--check names ten of the missing or different files', () => {
    fs.mkdirSync(path.join(folder, 'spoiled', 'test'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'spoiled', 'test', 'A-1.npy'), 'x');
    const { status, stdout } = data('--check', '--to', 'spoiled');
    const lines = stdout.trimEnd().split('\n');
    assert.deepEqual([status, lines.length, lines.at(-1)], [1, 13, '  and 155 more']);
    assert.match(lines[0], /spoiled: 0 of 165 files are correct\.$/);
  });

  it('--from and --to are relative to the folder in which npm was called, and existing folders are kept', () => {
    fs.mkdirSync(path.join(folder, 'mine'));
    fs.mkdirSync(path.join(folder, 'target'));
    const { status, stderr } = data('--from', 'mine', '--to', 'target');
    assert.equal(status, 1);
    assert.ok(stderr.includes(`${path.join(folder, 'target')}: 165 of 165 files are missing`), stderr);
    assert.ok(stderr.includes(`${path.join(folder, 'mine')}: test/A-1.npy is missing`), stderr);
    assert.doesNotMatch(stderr, /Have the data already/);
    assert.deepEqual(fs.readdirSync(path.join(folder, 'target')), []);
  });

  it('--describe says in full what is read from a file and its labels, and --json has it', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${1714550400 + i};${String(Math.sin(i)).replace('.', ',')}`);
    fs.writeFileSync(path.join(folder, 'own.csv'), `ts;flow\n${rows.join('\n')}\n`);
    fs.writeFileSync(
      path.join(folder, 'spans.json'),
      '{ "other.csv": [], "real/own.csv": [[1714550402, 1714550404]] }',
    );
    const line = ['--describe', 'own.csv', '--labels', 'spans.json', '--json', 'described.json'];
    const { status, stdout, stderr } = data(...line);
    assert.deepEqual([status, stderr], [0, '']);
    const [own, spans] = [path.join(folder, 'own.csv'), path.join(folder, 'spans.json')];
    const printed = stdout.trimEnd().split('\n').filter((each) => !each.startsWith('  note: ')); // prettier-ignore
    assert.deepEqual(printed, [
      `${own}: 20 time steps, 1 feature`,
      "  text: ';' between cells, decimals after ',', a header",
      '  time: ts (Unix time in s), 1714550400 to 1714550419, step 1 s',
      '  features:',
      '    flow: number',
      `${spans}: labels of 20 time steps`,
      '  labels: spans, 3 of 20 anomalous',
    ]);
    const { files } = JSON.parse(fs.readFileSync(path.join(folder, 'described.json'), 'utf8')) as {
      files: { file: string; rows?: number; anomalous?: number }[];
    };
    assert.deepEqual(files.map(({ file, rows: count, anomalous }) => [file, count, anomalous]), [[own, 20, undefined], [spans, undefined, 3]]); // prettier-ignore
    assert.match(data('--describe', 'own.csv', '--check').stderr, /--check and --describe exclude each other/);
    assert.match(data('--features', 'flow').stderr, /--features needs --describe/);
  });

  it('--set chooses another data set, whose folder and files it checks and takes', () => {
    const absent = data('--set', 'opssat', '--check', '--to', 'absent');
    const line = `${path.join(folder, 'absent')}: the data set is not here yet; get it with npm run data -- --set opssat.\n`;
    assert.deepEqual([absent.status, absent.stdout], [1, line]);
    fs.mkdirSync(path.join(folder, 'wrong'));
    fs.writeFileSync(path.join(folder, 'wrong', 'dataset.csv'), 'segment\n1\n');
    const wrong = data('--set', 'opssat', '--from', 'wrong', '--to', 'opssat');
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /dataset\.csv has 10 bytes, the manifest says \d+/);
    for (const [args, message] of [
      [['--set', 'nabb'], /argument 'nabb' is invalid\. Allowed choices are smap-msl, nab, skab, opssat, tsb-ad/],
      [['--set', 'nab', '--simulate'], /--set nab and --simulate exclude each other/],
      [['--set', 'nab', '--make-manifest', 'wrong'], /--set nab and --make-manifest exclude each other/],
    ] as const) {
      const { status, stderr } = data(...args);
      assert.equal(status, 1);
      assert.match(stderr, message);
    }
  });

  it('--from an address goes through the proxy that the environment names', async () => {
    const seen: string[] = [];
    const proxy = http.createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      const args = ['--from', 'http://mirror.invalid/smap-msl', '--to', path.join(folder, 'mirrored')];
      const { ended, errors } = start('scripts/data.ts', args, { HTTP_PROXY: address, http_proxy: address, NO_PROXY: '', no_proxy: '' }); // prettier-ignore
      assert.equal(await ended, 1);
      assert.match(errors(), /404/);
    } finally {
      proxy.close();
    }
    assert.ok(seen.length > 0 && seen.every((line) => line.startsWith('GET http://mirror.invalid/smap-msl')), seen[0]);
  });

  it('--seed takes whole numbers only, and the help shows how npm runs it', () => {
    const { status, stderr } = data('--simulate', '--to', 'simulated', '--seed', '1.5');
    assert.match(stderr, /Expected a whole number from 0 to 2147483647/);
    assert.equal(status, 1);
    assert.ok(!fs.existsSync(path.join(folder, 'simulated')));
    assert.match(data('--help').stdout, /^Usage: npm run data -- \[options\]/);
  });
});
