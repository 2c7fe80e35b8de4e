/** The whole LSTM-VAE experiment over 28 channels beside the PyTorch script, each on all cores. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_TYPESCRIPT } from '../lib/base';
import { findSmapMsl } from '../lib/data';
import { Results, type ResultRow } from '../lib/experiments';
import { formatMeasure } from '../lib/tables';
import { median, type BenchResult } from './bench';
import { peersFolder, runForJson, sideBySide, torchPython } from './side-by-side';

interface TorchResult {
  macro: { f1: number; auroc: number; auprc: number };
  steps: number;
}

/**
 * Measures the wall time of both in five pairs, in turn, and of ours with the baselines after each pair. The PyTorch script
 * has no baselines; a sweep over one seed runs the same jobs of ours without them. The figures are the same in each run.
 */
export function wholeExperiment(): BenchResult {
  const { root, simulated } = findSmapMsl();
  if (simulated)
    throw new Error(
      'The experiment bench needs the real telemetry: get it with npm run data, or name it with TELLTALE_DATA=DIR.',
    );
  const peers = peersFolder(); // Fail now if it is missing, not after our two minutes.
  const cores = os.availableParallelism();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-bench-'));
  const json = path.join(folder, 'result.json');
  const timed = (run: () => void) => {
    const started = performance.now();
    run();
    return (performance.now() - started) / 1000;
  };
  let result: Results;
  const sweep = path.join(folder, 'sweep.json');
  fs.writeFileSync(sweep, JSON.stringify({ seeds: [0] }));
  const experiment = (...more: string[]) => {
    const what = ['--model', 'lstm-vae', '--config', 'report-3', '--data', root, '--profile', 'full'];
    const line = [...RUN_TYPESCRIPT, 'scripts/experiment.ts', ...what, '--no-store', '--workers', `${cores}`, ...more];
    const program = `require('child_process').execFileSync(process.execPath, ${JSON.stringify(line)}); console.log('{}');`;
    runForJson([process.execPath, '-e', program]);
  };
  const withBaselines: number[] = [];
  const ours = () => experiment('--sweep', sweep);
  const oursWithBaselines = () => {
    experiment('--json', json);
    const { results } = JSON.parse(fs.readFileSync(json, 'utf8')) as { results: readonly ResultRow[] };
    result = new Results(results).row('lstm-vae');
  };
  const script = [
    torchPython(),
    'torch_smap_msl.py',
    '--data',
    root,
    '--model',
    'lstm-vae',
    '--threads',
    String(cores),
  ];
  let torch: TorchResult;
  const theirs = () => {
    torch = runForJson<TorchResult>(script, { cwd: peers });
  };
  const pairs = sideBySide(
    () => timed(ours),
    () => {
      withBaselines.push(timed(oursWithBaselines));
      return timed(theirs);
    },
  );
  fs.rmSync(folder, { recursive: true });
  const own = result!;
  const { macro: torchMacro, steps: torchSteps } = torch!;
  const total = (figure: (row: ResultRow) => number) => own.rows.reduce((sum, row) => sum + figure(row), 0);
  const [epochs, steps] = [total((row) => row.epochs), total((row) => row.steps)];
  const macro = { f1: own.mean('f1'), rocAuc: own.mean('rocAuc'), prAuc: own.mean('prAuc') };
  const slow = median(withBaselines);
  const row = (name: string, seconds: number, taken: number, figures: readonly (number | null)[]) => [
    name,
    seconds.toFixed(0),
    String(taken),
    ...figures.map(formatMeasure),
  ];
  return {
    title:
      `LSTM-VAE over ${own.channels.length} channels, ${cores} cores, median of five pairs measured in turn; ` +
      `ratio ${pairs.ratio.toFixed(2)}, with our baselines ${(slow / pairs.medianTheirs).toFixed(2)}`,
    table: {
      columns: ['', 'seconds', 'steps', 'F1', 'ROC-AUC', 'PR-AUC'],
      rows: [
        row('ours', pairs.medianOurs, steps, [macro.f1, macro.rocAuc, macro.prAuc]),
        row('ours, with the baselines', slow, steps, [macro.f1, macro.rocAuc, macro.prAuc]),
        row('PyTorch', pairs.medianTheirs, torchSteps, [torchMacro.f1, torchMacro.auroc, torchMacro.auprc]),
      ],
    },
    data: { ...pairs, withBaselines, figures: { ours: { macro, epochs, steps }, theirs: torch! } },
  };
}
