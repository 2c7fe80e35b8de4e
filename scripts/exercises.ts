/** npm run exercises [-- --teacher --output DIR]: writes the exercise notebooks from their sources. */
import { Command } from 'commander';
import path from 'node:path';
import { counted, makeFolder, writeFileAtomic } from '../lib/base';
import { fromInvocation, runCommand } from './support/command';
import { exerciseNotebook, nbgraderConfig } from './support/exercises/exercise-notebook';
import { checksOf, stubLines } from './support/exercises/exercise-set';
import { EXERCISES, readExerciseSets, SOURCES } from './support/exercises/read-exercise-set';
import { linkLibrary } from './support/notebook-text';

const command = new Command('npm run exercises --')
  .description("Writes the students' exercise notebooks from their sources, or the teacher's with all solutions.")
  .option('--teacher', 'with solutions and hidden checks; needs --output')
  .option('--output <folder>', 'folder for the notebooks (default: notebooks/exercises)')
  .option('--source <folder>', 'folder of the sources (default: notebooks/exercises/source)');

interface Options {
  readonly teacher?: boolean;
  readonly output?: string;
  readonly source?: string;
}

runCommand(command, async () => {
  const { teacher, output, source } = command.opts<Options>();
  if (teacher && output === undefined) {
    throw new Error("--teacher: expected --output FOLDER beside it, so that students' notebooks stay; found none.");
  }
  const folder = fromInvocation(output) ?? EXERCISES;
  const sets = readExerciseSets(fromInvocation(source) ?? SOURCES);
  makeFolder(folder);
  linkLibrary(folder);
  for (const set of sets) {
    const file = path.join(folder, `${set.name}.ipynb`);
    writeFileAtomic(file, exerciseNotebook(set, teacher ? 'teacher' : 'student'));
    const points = checksOf(set).reduce((sum, each) => sum + each.points, 0);
    console.log(`${file}: ${counted(checksOf(set).length, 'task')}, ${points} points`);
  }
  if (teacher) writeFileAtomic(path.join(folder, 'nbgrader_config.py'), nbgraderConfig(stubLines));
});
