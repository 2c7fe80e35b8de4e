import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { tableMimeType } from '../../lib/plots/index';

const root = path.join(__dirname, '..', '..');
const own = path.join(root, 'my-notebooks');

interface Cell {
  readonly cell_type: string;
  readonly execution_count?: number | null;
  readonly outputs?: Output[];
}

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}

describe('a notebook of npm run new, from a fresh kernel', () => {
  const was = fs.existsSync(own);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-new-'));
  after(() => {
    fs.rmSync(folder, { recursive: true });
    if (!was) fs.rmSync(own, { recursive: true });
  });

  const wave = (t: number) => (t >= 480 && t < 490 ? 4 : Math.sin(t / 5)).toFixed(4);
  const write = (name: string, header: string, row: (t: number) => string) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, [header, ...Array.from({ length: 600 }, (_, t) => row(t)), ''].join('\n'));
    return file;
  };
  const time = (t: number) => new Date(1.7e12 + 60_000 * t).toISOString();
  const cases = {
    'without data': [],
    'a file with labels, a time and a gap': [
      '--data',
      write(
        'labelled.csv',
        'time,a,label',
        (t) => `${time(t)},${t === 30 ? '' : wave(t)},${Number(t >= 480 && t < 490)}`,
      ),
    ],
    'a file without labels, of semicolons and commas': [
      '--data',
      write('plain.csv', 'time;a', (t) => `${time(t)};${wave(t).replace('.', ',')}`),
    ],
    'JSON lines with a file of labels': [
      '--data',
      write('points.jsonl', '{"a":0,"b":1}', (t) => `{"a":${wave(t)},"b":1}`),
      '--labels',
      write('labels.csv', 'label', (t) => `${t === 599 ? '0\n0' : Number(t >= 481 && t < 491)}`),
    ],
  };

  for (const [what, args] of Object.entries(cases)) {
    it(`runs to its end and saves its files: ${what}`, () => {
      const name = `slow ${process.pid}`;
      try {
        const script = [...RUN_TYPESCRIPT, 'scripts/new.ts', name, ...args];
        const written = spawnSync(process.execPath, script, { cwd: root, encoding: 'utf8' });
        assert.equal(written.status, 0, written.stderr);
        const file = path.join(own, `${name}.ipynb`);
        const jupyter = path.join(root, '.venv', 'bin', 'jupyter');
        const run = spawnSync(jupyter, ['nbconvert', '--to', 'notebook', '--execute', '--inplace', file], {
          encoding: 'utf8',
        });
        assert.equal(run.status, 0, run.stderr);
        const { cells } = JSON.parse(fs.readFileSync(file, 'utf8')) as { cells: Cell[] };
        const counts = cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.execution_count);
        assert.deepEqual(
          counts,
          counts.map((_, i) => i + 1),
        );
        const outputs = cells.flatMap((cell) => cell.outputs ?? []);
        assert.deepEqual(
          outputs.filter((each) => each.output_type === 'error' || each.name === 'stderr'),
          [],
        );
        const figures = outputs.filter((each) => each.data?.['application/vnd.plotly.v1+json']);
        assert.equal(figures.length, 3);
        for (const { data } of figures) assert.ok(data!['image/png'].length > 2000, String(data!['text/plain']));
        assert.equal(outputs.filter((each) => each.data?.[tableMimeType]).length, 1);
        const printed = outputs.flatMap((each) => each.text ?? []).join('');
        assert.match(printed, /time steps of \d features?, (without labels|\d+ anomalous)/);
        assert.match(printed, /threshold [\d.e-]+: [1-9]\d* of \d+ steps above it/);
        for (const end of ['.svg', '.tex', '-scores.csv', '.safetensors']) {
          assert.ok(fs.statSync(path.join(own, `${name}${end}`)).size > 100, end);
        }
      } finally {
        const made = fs.readdirSync(own).filter((each) => each.startsWith(name));
        for (const each of made) fs.rmSync(path.join(own, each));
      }
    }).timeout(600_000);
  }
});
