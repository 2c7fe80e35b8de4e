/** npm run test:matrix [-- --ends]: tries Telltale with every Node and Python that can be had, and compares figures. */
import { Command } from 'commander';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT, writeFileAtomic } from '../lib/base';
import { toMarkdown } from '../lib/tables';
import { runCommand } from './support/command';
import { combinationsOf, findPythons, nodePackage, NODES } from './support/matrix/combinations';
import { allEqual, matrixTable } from './support/matrix/table';
import { tryCombination, type Trial } from './support/matrix/trial';

const folder = path.join(REPOSITORY_ROOT, 'results', 'matrix');

const listed = (value: string) => value.split(',').map((each) => each.trim());

const command = new Command('npm run test:matrix --')
  .description(
    'Copies the working tree once for each Node and Python, sets it up, runs the tests of runtime and kernels, an ' +
      'experiment and notebook 1, and compares every figure with those of the first. Some four minutes each.',
  )
  .option('--node <majors>', 'versions of Node, with commas between them', listed, NODES)
  .option('--python <versions>', 'versions of Python (default: all that are found here)', listed)
  .option('--ends', 'only the oldest Node with the oldest Python, and the newest with the newest');

/** Gives Node's program of a major version, installed from npm where it is not there yet. */
function nodeProgram(major: string): string {
  const name = nodePackage(process.platform, process.arch);
  const place = path.join(folder, 'nodes', major);
  const program = path.join(place, 'node_modules', name, 'bin', 'node');
  if (fs.existsSync(program)) return program;
  fs.mkdirSync(place, { recursive: true });
  // A package of its own, so that npm does not take the repository's for it.
  fs.writeFileSync(path.join(place, 'package.json'), '{ "private": true }\n');
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', `${name}@${major}`], {
    cwd: place,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`--node ${major}: npm could not install ${name}@${major}. ${stderr.trim()}`);
  return program;
}

runCommand(command, async () => {
  const {
    node: nodes,
    python: asked,
    ends = false,
  } = command.opts<{ node: string[]; python?: string[]; ends?: boolean }>();
  const found = findPythons();
  const missing = asked?.find((version) => !found.has(version));
  if (missing !== undefined)
    throw new Error(`--python ${missing}: expected one of those found here, ${[...found.keys()].join(', ')}.`);
  if (found.size === 0) throw new Error('Expected Python 3.10 or newer with its venv module, found none.');
  const combinations = combinationsOf(nodes, asked ?? [...found.keys()], ends);
  const trials: Trial[] = [];
  for (const [i, combination] of combinations.entries()) {
    const programs = { node: nodeProgram(combination.node), python: found.get(combination.python)! };
    const say = (text: string) => console.log(`[${i + 1}/${combinations.length}] ${text}`);
    trials.push(await tryCombination(combination, { programs, folder, say }));
    const { failure } = trials[i];
    if (failure) say(`failed: ${failure}`);
    writeFileAtomic(path.join(folder, 'matrix.json'), `${JSON.stringify(trials, null, 1)}\n`);
  }
  console.log(`\n${toMarkdown(matrixTable(trials))}\n\nLogs: ${folder}`);
  if (!allEqual(trials)) process.exitCode = 1;
});
