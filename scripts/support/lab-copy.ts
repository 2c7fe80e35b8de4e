/** The working copy of the notebooks that `npm run lab` opens: JupyterLab saves into it, and not over committed outputs. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { counted, makeFolder, writeFileAtomic } from '../../lib/base/index';

/** What was copied: the hash of each file's content, by its path. A file of another content was changed by the user. */
const RECORD = '.copied.json';

/** Solutions and hidden checks of the exercises: who opens the working copy need not stumble upon them. */
const SOLUTIONS = path.join('exercises', 'source');

export interface LabCopy {
  /** Whether to begin again. What is there is moved to a folder beside it. */
  readonly fresh?: boolean;
  /** Names that folder. */
  readonly now?: Date;
}

/** What was done with a file. */
type Fate = 'copied' | 'updated' | 'kept' | 'unchanged';

/**
 * Copies what is missing in the working copy, and brings up to date what the user has not changed there. What the user has
 * changed stays.
 *
 * @param from  The folder of the notebooks.
 * @param to    The working copy.
 * @returns     What was done, a line each.
 */
export function copyForLab(from: string, to: string, { fresh = false, now = new Date() }: LabCopy = {}): string[] {
  const lines: string[] = [];
  if (fresh && fs.existsSync(to)) {
    const backup = `${to}-${now.toISOString().slice(0, 19).replaceAll(':', '-')}`;
    fs.renameSync(to, backup);
    lines.push(`Your earlier working copy is in ${path.basename(path.dirname(to))}/${path.basename(backup)}.`);
  }
  makeFolder(to);
  const record = readRecord(path.join(to, RECORD));
  const fates = new Map<string, Fate>();
  for (const name of filesIn(from)) {
    const [source, target] = [path.join(from, name), path.join(to, name)];
    makeFolder(path.dirname(target));
    if (fs.lstatSync(source).isSymbolicLink()) linkAgain(source, target);
    else fates.set(name, copyFile({ name, source, target }, record));
  }
  writeFileAtomic(path.join(to, RECORD), `${JSON.stringify(record, null, 1)}\n`);
  return [...lines, ...describe(fates)];
}

/** Lists files and links below a folder, by their path from it; Jupyter's checkpoints and solutions are left out. */
function filesIn(folder: string, below = ''): string[] {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(below, entry.name);
    if (entry.name.startsWith('.') || name === SOLUTIONS) return [];
    return entry.isDirectory() ? filesIn(folder, name) : [name];
  });
}

/** Makes a link to what another link leads to. */
function linkAgain(source: string, target: string): void {
  const place = path.relative(fs.realpathSync(path.dirname(target)), fs.realpathSync(source));
  const found = fs.lstatSync(target, { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) fs.unlinkSync(target);
  else if (found) return;
  fs.symlinkSync(place, target);
}

function copyFile(
  { name, source, target }: { readonly name: string; readonly source: string; readonly target: string },
  record: Record<string, string>,
): Fate {
  const content = fs.readFileSync(source);
  const present = fs.existsSync(target) ? hashOf(fs.readFileSync(target)) : undefined;
  if (present === hashOf(content)) {
    record[name] = present;
    return 'unchanged';
  }
  if (present !== undefined && present !== record[name]) return 'kept';
  writeFileAtomic(target, content);
  record[name] = hashOf(content);
  return present === undefined ? 'copied' : 'updated';
}

const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

function readRecord(file: string): Record<string, string> {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    return {}; // then what differs counts as changed by the user
  }
}

/** Says in a line for each kind of file what was done. */
function describe(fates: ReadonlyMap<string, Fate>): string[] {
  const kinds: readonly (readonly [noun: string, is: (name: string) => boolean])[] = [
    ['notebook', (name) => name.endsWith('.ipynb')],
    ['other file', (name) => !name.endsWith('.ipynb')],
  ];
  const said: Readonly<Record<Fate, string>> = {
    copied: 'copied',
    updated: 'brought up to date',
    kept: 'kept as you changed them (--fresh begins again, with a backup)',
    unchanged: 'unchanged',
  };
  return kinds.flatMap(([noun, is]) => {
    const found = [...fates].filter(([name]) => is(name)).map(([, fate]) => fate);
    const parts = (Object.keys(said) as Fate[]).flatMap((fate) => {
      const count = found.filter((each) => each === fate).length;
      return count === 0 ? [] : [`${count} ${said[fate]}`];
    });
    return parts.length === 0 ? [] : [`${counted(found.length, noun)}: ${parts.join(', ')}.`];
  });
}
