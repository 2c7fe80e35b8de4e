/** npm run kill-trial: kills the monitor at random moments and counts the events that were lost or told twice. */
import { Command, Option } from 'commander';
import { runCommand } from './support/command';
import { runKillTrial, type TrialResult } from './support/kill-trial';
import { wholeNumber } from './support/numbers';

const command = new Command('npm run kill-trial --')
  .description(
    'Feeds points with planted events to npm run monitor, kills it with SIGKILL at random moments, starts it again, and ' +
      'counts the events that its receiver was not told of, or under two keys. Exits with 1 if there is one.',
  )
  .option('--kills <number>', 'how often the monitor is killed', wholeNumber(0, 10_000), 30)
  .option('--points <number>', 'how many points are fed', wholeNumber(100, 10_000_000), 50_000)
  .option('--events <number>', 'how many events are among them', wholeNumber(1, 100_000), 500)
  .addOption(new Option('--feed <how>', 'how points come to the monitor').choices(['file', 'http']).default('file'))
  .addOption(
    new Option('--receiver <state>', 'whether the receiver is there during the kills; if down, it comes after the last')
      .choices(['up', 'down'])
      .default('up'),
  )
  .option(
    '--full-disk',
    'keep state and alerts on a small disk that fills and empties; needs root or unshare -rm',
    false,
  )
  .option('--seed <number>', 'decides the points, the events and the moments', wholeNumber(0, 2 ** 31), 1);

interface Options {
  kills: number;
  points: number;
  events: number;
  feed: 'file' | 'http';
  receiver: 'up' | 'down';
  fullDisk: boolean;
  seed: number;
}

function print({ generated, delivered, lost, doubled, repeated, file, killed, full, seconds }: TrialResult): void {
  const rows: [string, number | string][] = [
    ['events generated', generated],
    ['events delivered', delivered],
    ['events lost', lost],
    ['events doubled by key', doubled],
    ['letters repeated with their key', repeated],
    ['alerts in the file', file.lines],
    ['alerts lost in the file', file.lost],
    ['alerts doubled in the file', file.doubled],
    ['kills before it was ready', killed.starting],
    ['kills after it was ready', killed.running],
    ['times the disk was full', full],
    ['seconds', seconds.toFixed(0)],
  ];
  for (const [what, count] of rows) console.log(`${what.padEnd(34)}${String(count).padStart(7)}`);
}

runCommand(command, async () => {
  const options = command.opts<Options>();
  const onKill = (done: number, fed: number) =>
    console.error(`kill ${done} of ${options.kills}, ${fed} of ${options.points} points fed`);
  const result = await runKillTrial({ ...options, onKill });
  print(result);
  const failures = result.lost + result.doubled + result.file.lost + result.file.doubled;
  if (failures > 0) process.exitCode = 1;
});
