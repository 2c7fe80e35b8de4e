/** The documents of the book, and how links between them lead from page to page. */
import fs from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base/index';

/** A page of the book that is written in Markdown. */
export interface BookDocument {
  /** The file that it is made of, from the root; links to that file lead to the page. */
  readonly file: string;
  /** Name of the page's file, without its ending. */
  readonly name: string;
  readonly group: 'Live pages' | 'Notebooks' | 'Documents';
  readonly title: string;
  readonly markdown: string;
}

/** Files beside docs/ that the book holds, too. */
const FURTHER = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'environment.md', 'data/README.md', 'test/README.md'];

/** Reads the documents in docs/ and those beside it. */
export function readDocuments(root: string = REPOSITORY_ROOT): BookDocument[] {
  const inDocs = fs.readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const files = [...inDocs.sort().map((name) => `docs/${name}`), ...FURTHER];
  return files.map((file) => {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const title = /^# (.+)$/m.exec(text)?.[1] ?? path.basename(file, '.md');
    const name = file
      .replace(/^docs\//, '')
      .replace(/\.md$/, '')
      .replace(/\W+/g, '-')
      .toLowerCase();
    return { file, name, group: 'Documents', title: plainTitle(title), markdown: text };
  });
}

/** Writes a heading without the marks of Markdown. */
const plainTitle = (heading: string) => heading.replace(/[`*]/g, '');

/** Finds out where a file of the repository is in the book. */
interface Places {
  /** Address of a document's page, from the page of another document. */
  readonly pages: ReadonlyMap<string, string>;
  readonly root: string;
  /** The folder from which the generator reads the document. */
  readonly staged: string;
}

// Links in code are text; so are those of a fenced block.
const links = /(```[^]*?```|`[^`\n]*`)|(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g;

/** Writes GitHub's anchor of a heading as the generator does, which joins hyphens. */
const anchorOf = (anchor: string) => anchor.replace(/-{2,}/g, '-');

/**
 * Makes the links of a document lead to pages: those to other documents and notebooks, and to folders of lib/, whose API
 * has a page. Other files are copied beside the pages; of other folders the name remains.
 */
export function withLinks({ file, markdown }: BookDocument, { pages, root, staged }: Places): string {
  return markdown.replace(links, (all, code: string | undefined, picture: string, text: string, target: string) => {
    if (code !== undefined || /^([a-z]+:|#)/i.test(target)) return all;
    const [to, anchor] = target.split('#');
    const found = path.posix
      .normalize(path.posix.join(path.posix.dirname(file), decodeURIComponent(to)))
      .replace(/\/$/, '');
    const page = pages.get(found);
    if (page) return `${picture}[${text}](${page}${anchor ? `#${anchorOf(anchor)}` : ''})`;
    const folder = /^lib\/([\w-]+)(?:\/index\.ts)?$/.exec(found)?.[1];
    if (folder && fs.existsSync(path.join(root, 'lib', folder, 'index.ts'))) {
      return `[${text}](../modules/${folder}.html)`;
    }
    const place = path.join(root, found);
    if (!fs.statSync(place, { throwIfNoEntry: false })?.isFile()) return text;
    return `${picture}[${text}](${path.relative(staged, place)})`;
  });
}
