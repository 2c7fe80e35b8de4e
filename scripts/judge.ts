/** npm run judge -- --scores scores.npy --labels labels.csv: tells whether a detector's scores show that it works. */
import { closeRenderer, saveFigure } from '../lib/plots';
import { runCommand } from './support/command';
import { judgeCommand } from './support/judge-command';

const { command, main } = judgeCommand('npm run judge --', {
  endings: ['.pdf', '.svg', '.png', '.json'],
  write: (figure, file) => saveFigure(figure, file).finally(closeRenderer),
});
runCommand(command, main);
