import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const notebooks = path.join(root, 'notebooks');

interface Failure {
  readonly cell: number;
  readonly run: 'first' | 'second' | 'after the end';
  readonly message: string;
}

/** Runs the cells of a notebook again and again in one kernel, on simulated telemetry. */
function rerun(notebook: string): Failure[] {
  const { TELLTALE_DATA: _, ...environment } = process.env;
  const python = path.join(root, '.venv', 'bin', 'python');
  const run = spawnSync(python, [path.join(root, 'test', 'support', 'rerun-cells.py'), notebook], {
    encoding: 'utf8',
    env: { ...environment, JUPYTER_PATH: path.join(root, '.venv', 'share', 'jupyter') },
  });
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout) as Failure[];
}

/** Those whose cells leave files and pipelines to the next. TELLTALE_RERUN=all takes all notebooks, for half an hour. */
const chosen = (name: string) => process.env.TELLTALE_RERUN === 'all' || /^0[89]-/.test(name);

describe('cells run twice in a row, and again after the last one, profile smoke', () => {
  for (const name of fs.readdirSync(notebooks).filter((each) => each.endsWith('.ipynb') && chosen(each))) {
    it(name, () => assert.deepEqual(rerun(path.join(notebooks, name)), []));
  }

  it('are told if they fail the second time', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-rerun-'));
    try {
      const made = JSON.stringify(path.join(folder, 'series'));
      const source = [`require('fs').mkdirSync(${made});`];
      const notebook = path.join(folder, 'fails.ipynb');
      fs.writeFileSync(notebook, JSON.stringify({ cells: [{ cell_type: 'code', source }] }));
      const failures = rerun(notebook);
      assert.deepEqual(
        failures.map(({ cell, run }) => [cell, run]),
        [
          [0, 'second'],
          [0, 'after the end'],
        ],
      );
      assert.match(failures[0].message, /EEXIST/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
