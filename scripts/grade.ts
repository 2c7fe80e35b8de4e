/** npm run grade -- FILE|FOLDER [--csv F] [--json F]: grades exercise notebooks that students handed in. */
import { Command, InvalidArgumentError } from 'commander';
import fs from 'node:fs';
import path from 'node:path';
import { counted, messageOf, writeFileAtomic } from '../lib/base';
import { toCsv, type TableRecord } from '../lib/tables';
import { fromInvocation, requireWritable, runCommand } from './support/command';
import type { ExerciseSet } from './support/exercises/exercise-set';
import { gradeAnswers, type Grade, type GradeOptions } from './support/exercises/grade-answers';
import { readAnswers, setNameOf } from './support/exercises/match-answers';
import { readExerciseSet, readExerciseSets, SOURCES } from './support/exercises/read-exercise-set';
import { stopPolitely } from './support/interrupt';

const command = new Command('npm run grade --')
  .description('Runs exercise notebooks with public and hidden checks, and prints the points of each task.')
  .argument('<file>', "a student's notebook, or a folder of them, with its subfolders")
  .option('--source <file>', 'source of the exercises (.md), or a folder of them (default: notebooks/exercises/source)')
  .option('--seconds <limit>', 'limit for each cell', positive, 120)
  .option('--csv <file>', 'write one line for each task of each notebook')
  .option('--json <file>', 'write the same as JSON');

interface Options {
  readonly source?: string;
  readonly seconds: number;
  readonly csv?: string;
  readonly json?: string;
}

/** What became of a file; `fault` says why it has no grade. */
type Graded = { readonly file: string } & (Grade | { readonly fault: string });

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw new InvalidArgumentError('expected seconds, a number above 0.');
  return value;
}

function readSets(source: string | undefined): ExerciseSet[] {
  if (source === undefined) return readExerciseSets(SOURCES);
  const isFolder = fs.statSync(source, { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? readExerciseSets(source) : [readExerciseSet(source)];
}

/** Lists a file, or the notebooks of a folder in order; not the checkpoints that JupyterLab keeps beside them. */
function filesAt(place: string): string[] {
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  if (!stat) throw new Error(`${place}: expected a notebook or a folder of notebooks, found nothing.`);
  if (!stat.isDirectory()) return [place];
  const names = fs.readdirSync(place, { recursive: true, encoding: 'utf8' });
  const found = names.filter((name) => name.endsWith('.ipynb') && !name.includes('.ipynb_checkpoints'));
  if (found.length === 0) throw new Error(`${place}: expected notebooks (.ipynb), found none.`);
  return found.sort().map((name) => path.join(place, name));
}

async function gradeFile(file: string, sets: readonly ExerciseSet[], options: GradeOptions): Promise<Grade> {
  const answers = readAnswers(file);
  const names = sets.map(({ name }) => name);
  const set = sets[names.indexOf(setNameOf(answers, file, names))];
  return gradeAnswers(set, { answers, file }, options);
}

function print(file: string, { exercises, tasks, points, of }: Grade): void {
  console.log(`${file}: exercises ${exercises}`);
  const width = Math.max(...tasks.map(({ task }) => task.length));
  const row = (name: string, got: number, worth: number) =>
    `  ${name.padEnd(width)} ${String(got).padStart(3)} of ${String(worth).padStart(3)}`;
  for (const { task, points: got, of: worth, why } of tasks) {
    console.log(row(task, got, worth) + (why === undefined ? '' : `  ${why}`));
  }
  console.log(row('sum', points, of));
}

/** One record a task; a file without a grade has one, which says why. */
function recordsOf(graded: Graded): TableRecord[] {
  const { file } = graded;
  if ('fault' in graded) return [{ file, exercises: null, task: null, points: null, of: null, why: graded.fault }];
  const { exercises } = graded;
  return graded.tasks.map(({ task, points, of, why = null }) => ({ file, exercises, task, points, of, why }));
}

runCommand(command, async () => {
  const { seconds, ...options } = command.opts<Options>();
  const [source, csv, json] = [options.source, options.csv, options.json].map((file) => fromInvocation(file));
  const place = fromInvocation(command.args[0]);
  if (csv !== undefined) requireWritable('--csv', csv);
  if (json !== undefined) requireWritable('--json', json);
  const [files, sets] = [filesAt(place), readSets(source)];
  const { signal } = stopPolitely('Nothing is written.');
  const graded: Graded[] = [];
  for (const file of files) {
    // A folder's files are named from the folder, as its students know them.
    const name = file === place ? file : path.relative(place, file);
    try {
      const grade = await gradeFile(file, sets, { seconds, signal });
      print(name, grade);
      graded.push({ file: name, ...grade });
    } catch (error) {
      if (file === place || signal.aborted) throw error;
      console.log(messageOf(error));
      graded.push({ file: name, fault: messageOf(error) });
    }
  }
  if (csv !== undefined) writeFileAtomic(csv, toCsv(graded.flatMap(recordsOf)));
  if (json !== undefined) writeFileAtomic(json, `${JSON.stringify(graded, null, 2)}\n`);
  const failed = graded.filter((each) => 'fault' in each).length;
  if (failed > 0) process.exitCode = 1;
  if (files.length > 1) console.log(`${files.length - failed} of ${counted(files.length, 'notebook')} graded`);
});
