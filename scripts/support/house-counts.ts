/** Counts that `npm run house` prints and test/house.test.ts asserts: folders, imports, circles, exports. */
import ts from 'typescript';
import fs from 'node:fs';
import path from 'node:path';

/** The folders of lib/ that make, keep and print results, under their names of all times. */
export const RUN_LAYER = 'runs experiments detectors suites leaderboard exercises tables claims site report'.split(' ');

/** The one import of notebooks, which lies in no folder of lib/. */
export const WHOLE_INDEX = 'lib/index.ts';

/** A file of TypeScript, with its path from the root. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** An import of one file of lib/ by another, also of a type. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Reads the TypeScript files of some folders of a tree. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  return folders
    .filter((folder) => fs.existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      fs.readdirSync(path.join(root, folder), { recursive: true }).map((name) => `${folder}/${name}`),
    )
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: fs.readFileSync(path.join(root, file), 'utf8') }));
}

/** Names the folder of lib/ in which a file lies; undefined for a file elsewhere. */
export function folderOf(file: string): string | undefined {
  return /^lib\/([^/]+)\//.exec(file)?.[1];
}

/** Counts the lines that end in a line break. */
export function linesOf(files: readonly SourceFile[]): number {
  return files.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
}

/** Counts how often a pattern with the flag `g` occurs. */
export function occurrences(files: readonly SourceFile[], pattern: RegExp): number {
  return files.reduce((sum, { text }) => sum + (text.match(pattern)?.length ?? 0), 0);
}

/** Matches each exported interface and type alias at its declaration. */
export const EXPORTED_TYPE = /^export (?:declare )?(?:interface|type) \w/gm;

/** Lists the imports between files. */
export function importsOf(files: readonly SourceFile[]): Import[] {
  const known = new Set(files.map(({ file }) => file));
  return files.flatMap(({ file, text }) => {
    const named = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    return named
      .filter((name) => name.startsWith('.'))
      .flatMap((name) => {
        const target = path.posix.join(path.posix.dirname(file), name);
        const to = [`${target}.ts`, `${target}/index.ts`, target].find((each) => known.has(each));
        return to === undefined ? [] : { from: file, to };
      });
  });
}

/**
 * Reads the order of the folders of lib/ from the page that states it: numbered lines that begin with the folder's name
 * and a colon, lowest first.
 */
export function folderOrder(page: string): string[] {
  return [...page.matchAll(/^\d+\. `(\w+)`:/gm)].map((match) => match[1]);
}

/**
 * Lists the imports of a folder that stands above the importing one, or that the order does not name. The index of the
 * whole library stands above all folders.
 */
export function importsBack(imports: readonly Import[], order: readonly string[]): Import[] {
  const placeOf = (file: string) => (file === WHOLE_INDEX ? order.length : order.indexOf(folderOf(file) ?? ''));
  return imports.filter(({ from, to }) => {
    const [importing, imported] = [from, to].map(placeOf);
    return importing < 0 || imported < 0 || imported > importing;
  });
}

/** Lists the groups of files that import each other in a circle (Tarjan's strongly connected components). */
export function circles(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (file: string) => {
    order.set(file, order.size);
    let low = order.get(file)!;
    open.push(file);
    for (const each of next.get(file) ?? []) {
      if (!order.has(each)) visit(each);
      if (open.includes(each)) low = Math.min(low, lowest.get(each) ?? order.get(each)!);
    }
    lowest.set(file, low);
    if (low < order.get(file)!) return;
    const group = open.splice(open.indexOf(file));
    if (group.length > 1 || next.get(file)?.includes(file)) found.push(group.sort());
  };
  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** Counts the files that each walk of CONTRIBUTING.md edits or makes: its headings, and the list under **Files**. */
export function filesToEdit(page: string): [string, number][] {
  return page
    .split(/^## /m)
    .slice(1)
    .flatMap((section): [string, number][] => {
      const list = /^\*\*Files\*\*[^\n]*\n\n((?:[-\d].*\n(?: .*\n)*)+)/m.exec(section)?.[1];
      return list ? [[section.split('\n')[0], list.match(/^[-\d]/gm)!.length]] : [];
    });
}
