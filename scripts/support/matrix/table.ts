/** What the matrix prints: one row for each combination, and which of them gave other figures than the first. */
import type { Table } from '../../../lib/tables/index';
import type { Trial } from './trial';

/**
 * Tells how the figures of a trial differ from those of the first one that passed.
 *
 * @returns 'the first', 'equal', the first figure that differs, or '–' of a trial that failed.
 */
export function comparison(trial: Trial, trials: readonly Trial[]): string {
  const first = trials.find(({ failure }) => failure === undefined);
  if (trial.failure !== undefined || first === undefined) return '–';
  if (trial === first) return 'the first';
  const longer = first.figures.length > trial.figures.length ? first.figures : trial.figures;
  const at = longer.findIndex((_, i) => first.figures[i] !== trial.figures[i]);
  return at < 0 ? 'equal' : `${trial.figures[at] ?? 'nothing'}, not ${first.figures[at] ?? 'nothing'}`;
}

/** Whether every combination passed and gave the same figures. */
export function allEqual(trials: readonly Trial[]): boolean {
  return trials.every((trial) => ['the first', 'equal'].includes(comparison(trial, trials)));
}

/** Tables the trials. Seconds are of this machine; `First figure` is set-up and the experiment, which draws one. */
export function matrixTable(trials: readonly Trial[]): Table {
  const secondsOf = ({ steps }: Trial, ...names: string[]) => {
    const found = steps.filter(({ name }) => names.includes(name));
    return found.length === names.length ? found.reduce((sum, { seconds }) => sum + seconds, 0) : null;
  };
  const headings = ['Set-up (s)', 'First figure (s)', 'Tests (s)'];
  return {
    caption: 'Set-up, the tests of runtime and kernels, an experiment and notebook 1',
    columns: ['Node', 'Python', 'Machine', ...headings.map((heading) => ({ heading, digits: 0 })), 'Figures', 'Result'],
    rows: trials.map((trial) => [
      trial.nodeVersion,
      trial.python,
      trial.arch,
      secondsOf(trial, 'set-up'),
      secondsOf(trial, 'set-up', 'experiment'),
      secondsOf(trial, 'tests'),
      comparison(trial, trials),
      trial.failure ?? 'passed',
    ]),
  };
}
