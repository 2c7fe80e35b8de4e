/** The whole LSTM-VAE experiment over 28 channels beside the PyTorch script, all cores each. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findSmapMsl } from '../lib/data';
import type { ExperimentResult } from '../lib/experiments';
import { formatMeasure } from '../lib/report';
import type { BenchResult } from './bench';
import { peersFolder, runForJson, torchPython } from './side-by-side';

interface TorchResult {
  macro: { f1: number; auroc: number; auprc: number };
  steps: number;
}

/** Wall time of both, one run each: minutes, so that noise of seconds does not decide. */
export function wholeExperiment(): BenchResult {
  const { root, simulated } = findSmapMsl();
  if (simulated) throw new Error('The experiment bench needs the real telemetry: npm run data, or TELLTALE_DATA=DIR.');
  const peers = peersFolder(); // or its absence would be found only after our two minutes
  const cores = os.availableParallelism();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-bench-'));
  const json = path.join(folder, 'result.json');
  const timed = <T>(run: () => T) => {
    const started = performance.now();
    return { result: run(), seconds: (performance.now() - started) / 1000 };
  };
  const ours = timed(() => {
    const program = `const { execFileSync } = require('child_process');
      execFileSync(process.execPath, ['--import', 'tsx', 'scripts/experiment.ts', '--model', 'lstm-vae', '--data', ${JSON.stringify(root)},
        '--no-store', '--profile', 'full', '--workers', '${cores}', '--json', ${JSON.stringify(json)}]); console.log('{}');`;
    runForJson([process.execPath, '-e', program]);
    return JSON.parse(fs.readFileSync(json, 'utf8')) as ExperimentResult;
  });
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
  const theirs = timed(() => runForJson<TorchResult>(script, { cwd: peers }));
  fs.rmSync(folder, { recursive: true });
  const { macro, channels } = ours.result;
  const epochs = channels.reduce((sum, { epochs }) => sum + epochs, 0);
  const steps = channels.reduce((sum, { steps }) => sum + steps, 0);
  const torch = theirs.result;
  return {
    title: `LSTM-VAE over ${channels.length} channels, ${cores} cores, one run each; ratio ${(ours.seconds / theirs.seconds).toFixed(2)}`,
    table: {
      columns: ['', 'seconds', 'steps', 'F1', 'ROC-AUC', 'PR-AUC'],
      rows: [
        ['ours', ours.seconds.toFixed(0), String(steps), ...[macro.f1, macro.rocAuc, macro.prAuc].map(formatMeasure)],
        [
          'PyTorch',
          theirs.seconds.toFixed(0),
          String(torch.steps),
          ...[torch.macro.f1, torch.macro.auroc, torch.macro.auprc].map(formatMeasure),
        ],
      ],
    },
    data: { ours: { seconds: ours.seconds, macro, epochs, steps }, theirs: { seconds: theirs.seconds, ...torch } },
  };
}
