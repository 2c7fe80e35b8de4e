/** The code blocks of CONTRIBUTING.md that say where they go, and how they are applied to a tree of files. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { REPOSITORY_ROOT } from '../../lib/base';

/** Where the lines of an edit go: after the line that holds `text`, before it, or instead of it. */
export type Place = 'after' | 'before' | 'instead';

/** A whole new file. */
export interface NewFile {
  readonly kind: 'add';
  readonly file: string;
  readonly code: string;
}

/** Lines for a file that is there. */
export interface Edit {
  readonly kind: 'in';
  readonly file: string;
  readonly place: Place;
  /** Marks one line of the file. */
  readonly text: string;
  readonly code: string;
}

/** A cell of a notebook. */
export interface NotebookCell {
  readonly kind: 'cell';
  readonly code: string;
}

export type Block = NewFile | Edit | NotebookCell;

/** Reads the guide. */
export function readGuide(): string {
  return fs.readFileSync(path.join(REPOSITORY_ROOT, 'CONTRIBUTING.md'), 'utf8');
}

/**
 * Lists the blocks that say where they go, in their order. Other code, such as commands, is left out.
 *
 * @throws If an info string cannot be read.
 */
export function guideBlocks(page: string): Block[] {
  return [...page.matchAll(/^```(\w+)(?: (.+))?\n([^]*?)^```$/gm)].flatMap(([, , info, code]): Block[] => {
    if (info === undefined) return [];
    if (info === 'cell') return [{ kind: 'cell', code }];
    const add = /^add=(\S+)$/.exec(info);
    if (add) return [{ kind: 'add', file: add[1], code }];
    const edit = /^in=(\S+) (after|before|instead)="([^"]+)"$/.exec(info);
    if (!edit) throw new Error(`CONTRIBUTING.md: expected add=FILE, in=FILE after="TEXT" or cell, found '${info}'.`);
    const [, file, place, text] = edit;
    return [{ kind: 'in', file, place: place as Place, text, code }];
  });
}

/**
 * Puts the lines of an edit into the content of its file.
 *
 * @throws If not exactly one line holds the text.
 */
export function edited(content: string, { file, place, text, code }: Edit): string {
  const lines = content.split('\n');
  const found = lines.flatMap((line, i) => (line.includes(text) ? [i] : []));
  if (found.length !== 1) {
    throw new Error(`${file}: expected one line that holds '${text}', found ${found.length}.`);
  }
  const [line] = found;
  lines.splice(place === 'after' ? line + 1 : line, place === 'instead' ? 1 : 0, ...code.trimEnd().split('\n'));
  return lines.join('\n');
}

/**
 * Applies new files and edits to a tree in memory.
 *
 * @returns  The content of each file that they make or change.
 * @throws   If a new file is there already, or an edit does not fit its file.
 */
function applied(root: string, blocks: readonly Block[]): Map<string, string> {
  const contents = new Map<string, string>();
  for (const block of blocks) {
    if (block.kind === 'cell') continue;
    const { file } = block;
    const target = path.join(root, file);
    if (block.kind === 'in') {
      contents.set(file, edited(contents.get(file) ?? fs.readFileSync(target, 'utf8'), block));
    } else if (contents.has(file) || fs.existsSync(target)) {
      throw new Error(`${file}: expected no such file yet.`);
    } else contents.set(file, block.code);
  }
  return contents;
}

/**
 * Applies new files and edits to a tree.
 *
 * @returns  The files that were written, each once.
 * @throws   If a new file is there already, or an edit does not fit its file.
 */
export function applyGuide(root: string, blocks: readonly Block[]): string[] {
  const contents = applied(root, blocks);
  for (const [file, content] of contents) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), content);
  }
  return [...contents.keys()];
}

/** Where the cells are put as a module: a folder that `tsconfig.json` includes, which the notebooks' is not. */
export const CELLS_FILE = 'bench/guide-cells.ts';

/**
 * Compiles the files that the blocks make or change, as if they were applied, and the cells; no other file is checked,
 * so that it takes seconds.
 *
 * @returns  What the compiler says, with the file and the line.
 */
export function compilerFaults(blocks: readonly Block[]): string[] {
  const contents = new Map(
    [...applied(REPOSITORY_ROOT, blocks), [CELLS_FILE, cellsAsModule(blocks)] as const].map(([file, content]) => [
      path.join(REPOSITORY_ROOT, file),
      content,
    ]),
  );
  const { config } = ts.readConfigFile(path.join(REPOSITORY_ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent({ ...(config as object), files: [] }, ts.sys, REPOSITORY_ROOT);
  const host = ts.createCompilerHost(options);
  const onDisk = { fileExists: host.fileExists, readFile: host.readFile };
  host.fileExists = (file) => contents.has(file) || onDisk.fileExists(file);
  host.readFile = (file) => contents.get(file) ?? onDisk.readFile(file);
  const modules = [...contents.keys()].filter((file) => file.endsWith('.ts'));
  const program = ts.createProgram(modules, options, host);
  return modules.flatMap((file) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((each) => {
      const { line } = source.getLineAndCharacterOfPosition(each.start!);
      const text = ts.flattenDiagnosticMessageText(each.messageText, ' ');
      return `${path.relative(REPOSITORY_ROOT, file)}:${line + 1}: ${text}`;
    });
  });
}

/**
 * Writes the cells as one module in a folder of the root, which the notebooks are not: its imports, and the rest as a
 * function.
 */
export function cellsAsModule(blocks: readonly Block[]): string {
  const code = blocks.flatMap((block) => (block.kind === 'cell' ? [block.code] : [])).join('\n');
  const statement = /^import [^;]*;$/gm;
  const imports = code.match(statement) ?? [];
  const rest = code.replace(statement, '');
  const whole = [...imports, 'export async function cells(): Promise<void> {', rest, '}', ''].join('\n');
  return whole.replaceAll("'./lib/", "'../lib/");
}
