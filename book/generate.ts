/** The generator of the book: TypeDoc, which makes one site of documents and API, with navigation and search from disk. */
import path from 'node:path';
import { REPOSITORY_ROOT } from '../lib/base/index';

interface GenerateOptions {
  /** Emptied first. */
  readonly output: string;
  /** Markdown files with front matter, in the order of the navigation. */
  readonly documents: readonly string[];
  /** The first page. */
  readonly readme: string;
  /** Names of the pages' files by the title of their document. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether the pages of the API are made; without them it takes seconds. */
  readonly api: boolean;
  /** Changes the HTML of a page before it is written. */
  readonly finish: (html: string, toRoot: string) => string;
}

/** @throws If TypeDoc reports an error. */
export async function generateSite(options: GenerateOptions): Promise<void> {
  const { output, documents, readme, names, api, finish } = options;
  // A module of ESM alone.
  const { Application, KindRouter, PageEvent } = await import('typedoc');
  const app = await Application.bootstrap({
    name: 'Telltale',
    entryPoints: [path.join(REPOSITORY_ROOT, 'lib', api ? '*' : 'metrics', 'index.ts')],
    tsconfig: path.join(REPOSITORY_ROOT, 'tsconfig.json'),
    out: output,
    readme,
    projectDocuments: [...documents],
    customCss: path.join(REPOSITORY_ROOT, 'book', 'style.css'),
    excludePrivate: true,
    disableSources: true,
    // `npm run typecheck` sees to it.
    skipErrorChecking: true,
    validation: false,
    searchInDocuments: true,
    includeHierarchySummary: false,
    groupOrder: ['Live pages', 'Notebooks', 'Documents', 'Modules'],
    navigation: { includeGroups: true },
    router: 'book',
    logLevel: 'Error',
  });
  class BookRouter extends KindRouter {
    protected override getIdealBaseName(target: Parameters<InstanceType<typeof KindRouter>['relativeUrl']>[0]): string {
      const name = names.get(target.name);
      return name === undefined ? super.getIdealBaseName(target as never) : `documents/${name}`;
    }
  }
  app.renderer.defineRouter('book', BookRouter);
  app.renderer.on(PageEvent.END, (page: { contents?: string; url: string }) => {
    const toRoot = page.url.includes('/') ? '../' : '';
    page.contents &&= finish(page.contents, toRoot);
  });
  const project = await app.convert();
  if (!project) throw new Error('The book: TypeDoc could not read lib/*/index.ts; npm run typecheck may say why.');
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error('The book: TypeDoc reported errors, which stand above.');
}
