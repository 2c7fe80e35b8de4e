import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../../lib/base';
import { answerMimeType, tableMimeType } from '../../lib/plots/index';

const root = path.join(__dirname, '..', '..');
const names = fs.readdirSync(path.join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));

interface Output {
  output_type: string;
  name?: string;
  text?: string[];
  /** Text is a list of lines in a notebook's file, pictures are one string. */
  data?: Record<string, string | string[]>;
}

const isSimulated = !fs.existsSync(path.join(root, 'data', 'smap-msl'));

/** Notebooks 2 and 6 have data of their own. Where the real telemetry is at hand, none of them simulates it. */
function readsTelemetry(name: string): boolean {
  if (!isSimulated) return false;
  return fs.readFileSync(path.join(root, 'notebooks', name), 'utf8').includes('dataNote');
}

describe('notebooks from a fresh kernel, on simulated telemetry, profile smoke', () => {
  const output = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-notebooks-'));
  after(() => fs.rmSync(output, { recursive: true }));

  for (const name of names) {
    it(`${name} runs top to bottom and draws every figure`, () => {
      const only = path.basename(name, '.ipynb');
      const script = [...RUN_TYPESCRIPT, 'scripts/reproduce.ts', '--profile', 'smoke'];
      script.push('--only', only, '--output', output);
      const { TELLTALE_DATA: _, ...environment } = process.env;
      const run = spawnSync(process.execPath, script, { cwd: root, encoding: 'utf8', env: environment });
      assert.equal(run.status, 0, `${run.stdout}\n${run.stderr}`);
      const asks = run.stdout.match(/simulated channels.* run npm run data/g) ?? [];
      assert.equal(asks.length, isSimulated ? 2 : 0, 'said first and last');
      const { cells } = JSON.parse(fs.readFileSync(path.join(output, name), 'utf8')) as {
        cells: { outputs?: Output[] }[];
      };
      const outputs = cells.flatMap((cell) => cell.outputs ?? []);
      assert.deepEqual(
        outputs.filter((each) => each.output_type === 'error' || each.name === 'stderr'),
        [],
      );
      const said = outputs.flatMap((each) => each.text ?? []).join('');
      if (readsTelemetry(name)) assert.match(said, /SIMULATED telemetry, not NASA data/);
      const figures = outputs.filter((each) => each.data?.['application/vnd.plotly.v1+json']);
      assert.ok(figures.length >= 3);
      for (const { data } of figures) assert.ok(data!['image/png'].length > 2000, String(data!['text/plain']));
      assert.equal(outputs.filter((each) => each.data?.[answerMimeType]).length, 1, 'the answer was not filled in');
      const tables = outputs.filter((each) => each.data?.[tableMimeType]);
      assert.ok(tables.length >= 2, `${tables.length} tables hold their data`);
    });
  }
});
