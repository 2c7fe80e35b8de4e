/** The command of the package: npx telltale judge --scores scores.npy --labels labels.csv. */
import { Command } from 'commander';
import { saveFigureJson } from '../lib/plots';
import { version } from '../package.json';
import { runCommand } from '../scripts/support/command';
import { judgeCommand } from '../scripts/support/judge-command';

/** Parses the arguments and runs what they ask for. Figures are JSON alone, since pictures need a browser. */
export function runTelltale(): void {
  // npm sets this to the folder of its own call. The package's command resolves paths where it runs.
  delete process.env.INIT_CWD;
  const judge = judgeCommand('judge', { endings: ['.json'], write: saveFigureJson });
  const telltale = new Command('telltale')
    .description('Tells whether anomaly detectors work. This is the package; a clone of Telltale can do more.')
    .version(version);
  let chosen = judge.main;
  telltale.addCommand(judge.command.action(() => void (chosen = judge.main)));
  runCommand(telltale, () => chosen());
}
