/** A page of the site as PDF, printed by the headless browser. */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeFileAtomic } from '../base/index';
import { launchFirst } from '../plots/launch';

/**
 * Prints an HTML file on A4 with page numbers. It loads only files of its own folder, and runs no script.
 *
 * @returns  Nothing if the PDF was written, otherwise why there is no browser.
 */
export async function printPdf(htmlFile: string, pdfFile: string): Promise<string | undefined> {
  const { started: browser, reason } = await launchFirst();
  if (!browser) return reason ?? 'no Chromium was found';
  try {
    const viewport = { width: 1000, height: 1200 };
    const context = await browser.newContext({ offline: true, javaScriptEnabled: false, viewport });
    const folder = `${path.dirname(path.resolve(htmlFile))}${path.sep}`;
    await context.route('**/*', (route) =>
      isWithin(folder, route.request().url()) ? route.continue() : route.abort(),
    );
    const page = await context.newPage();
    await page.goto(pathToFileURL(htmlFile).href, { waitUntil: 'load', timeout: 120_000 });
    const pageNumber = '<div style="width:100%;font-size:8px;text-align:center"><span class="pageNumber"></span></div>';
    const pdf = await page.pdf({
      format: 'A4',
      printBackground: true,
      tagged: true,
      outline: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: pageNumber,
      margin: { top: '18mm', bottom: '18mm', left: '16mm', right: '16mm' },
    });
    writeFileAtomic(pdfFile, pdf);
    return undefined;
  } finally {
    await browser.close();
  }
}

/** Whether an address is that of a file in a folder, or holds its content itself. */
function isWithin(folder: string, url: string): boolean {
  if (url.startsWith('data:')) return true;
  return url.startsWith('file:///') && fileURLToPath(url).startsWith(folder);
}
