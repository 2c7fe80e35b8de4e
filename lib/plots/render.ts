/**
 * Draws static pictures of figures: runs plotly.js from node_modules in a headless Chromium without a network.
 *
 * A process has one browser. It starts with the first picture and closes a few seconds after the last, so that it does not keep
 * a script or a test run alive. If the process ends first, Playwright kills the browser.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../base/index';
import { type BrowserProgram, browserCandidates, firstWorking } from './browser';
import type { Figure } from './figure';
import { toIndexedPng } from './indexed-png';
import { launch, type Browser, type Page } from './launch';
import { PlotError } from './plot-error';
import { figureWidth } from './fit-layout';

export interface RenderOptions {
  /** Width in CSS pixels, default 900. */
  readonly width?: number;
  /** Pixels of the picture per CSS pixel, PNG only; default 1.5. */
  readonly scale?: number;
  /** Pixels an inch that a PNG names, default none. */
  readonly dpi?: number;
}

/** A picture, or the reason why it could not be drawn. */
export interface Rendered {
  readonly image?: Buffer;
  readonly reason?: string;
}

interface Session {
  readonly browser: Browser;
  readonly page: Page;
  readonly origin: string;
}

/** Sharp enough for a dense screen and for print, while a dense figure stays below 100 KB. */
const defaultScale = 1.5;

const IDLE_MILLISECONDS = 3000;
const RENDER_TIMEOUT_MILLISECONDS = 30_000;

let opening: Promise<{ started?: Session; reason?: string }> | undefined;
let inProgress = 0;
let idleTimer: NodeJS.Timeout | undefined;

/**
 * Draws a figure as PNG. The same figure gives the same bytes with the same browser.
 *
 * @returns `image`, or `reason` if no browser can be started; the figure is then only interactive.
 * @throws {PlotError} If plotly.js refuses the figure.
 */
export function renderPng(figure: Figure, options: RenderOptions = {}): Promise<Rendered> {
  return render(figure, { ...options, format: 'png' });
}

/** Draws a figure as SVG text in UTF-8; otherwise like `renderPng`. */
export function renderSvg(figure: Figure, options: Pick<RenderOptions, 'width'> = {}): Promise<Rendered> {
  return render(figure, { ...options, scale: 1, format: 'svg' });
}

/**
 * Prints an SVG picture as a PDF of one page; its texts stay texts.
 *
 * @param svg   From `renderSvg`, with its size in a unit of paper.
 * @param size  The page in millimetres.
 */
export function printSvg(svg: string, { width, height }: { width: number; height: number }): Promise<Rendered> {
  return withSession(async ({ browser }) => {
    const context = await browser.newContext({ offline: true, viewport: { width: 800, height: 600 } });
    const page = await context.newPage();
    try {
      const style = '@page{margin:0}html,body{margin:0}svg{display:block}';
      const html = JSON.stringify(`<style>${style}</style>${svg}`);
      await page.evaluate(`void (document.body.innerHTML = ${html})`);
      const size = { width: `${width}mm`, height: `${height}mm` };
      return { image: await page.pdf({ ...size, printBackground: true, pageRanges: '1' }) };
    } finally {
      await context.close();
    }
  });
}

/** Closes the browser at once if one is running; the next picture starts another. */
export async function closeRenderer(): Promise<void> {
  clearTimeout(idleTimer);
  const closing = opening;
  opening = undefined;
  await (await closing)?.started?.browser.close();
}

/**
 * Says which browser draws the pictures, or why none does. Starts it if necessary.
 *
 * @public Tells a program whether this machine can draw pictures.
 */
export async function rendererOrigin(): Promise<{ origin?: string; reason?: string }> {
  return withSession(async (session) => ({ origin: session.origin }));
}

async function render(figure: Figure, options: RenderOptions & { format: 'png' | 'svg' }): Promise<Rendered> {
  const { width = figureWidth, scale = defaultScale, dpi, format } = options;
  const { data, layout } = figure;
  const request = { data, layout, format, width, height: layout.height, scale };
  return withSession(async ({ page }) => {
    const url = await drawn(page, request, layout.title.text);
    const comma = url.indexOf(',');
    const body = url.slice(comma + 1);
    const encoded = url.slice(0, comma).endsWith(';base64');
    return {
      image: encoded ? toIndexedPng(Buffer.from(body, 'base64'), dpi) : Buffer.from(decodeURIComponent(body), 'utf8'),
    };
  });
}

/** Returns plotly.js's data URL. If the page does not answer in time, its browser is closed. */
async function drawn(page: Page, request: object, title: string): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const message = `"${title}" was not drawn within ${RENDER_TIMEOUT_MILLISECONDS / 1000} seconds.`;
    timer = setTimeout(() => {
      reject(new PlotError(message));
      void closeRenderer();
    }, RENDER_TIMEOUT_MILLISECONDS);
  });
  try {
    // As text: a compiled function would refer to the compiler's helpers, which the page does not have.
    return await Promise.race([page.evaluate<string>(`drawFigure(${JSON.stringify(request)})`), timeout]);
  } catch (error) {
    if (error instanceof PlotError) throw error;
    throw new PlotError(`plotly.js could not draw "${title}": ${messageOf(error).split('\n')[0]}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `use` with the open browser, and starts the idle timer once nothing is in progress. */
async function withSession<T extends object>(use: (session: Session) => Promise<T>): Promise<T | { reason: string }> {
  clearTimeout(idleTimer);
  inProgress++;
  try {
    opening ??= firstWorking(browserCandidates(), openSession);
    const { started, reason } = await opening;
    return started ? await use(started) : { reason: reason ?? 'no Chromium was found' };
  } finally {
    inProgress--;
    // Without a browser, the reason is kept: the search is not repeated for each figure.
    if (inProgress === 0 && (await opening)?.started)
      idleTimer = setTimeout(() => void closeRenderer(), IDLE_MILLISECONDS);
  }
}

async function openSession(program: BrowserProgram): Promise<Session> {
  const browser = await launch(program);
  try {
    return { browser, page: await openPage(browser), origin: program.origin };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function openPage(browser: Browser): Promise<Page> {
  const plotly = pathToFileURL(require.resolve('plotly.js-dist')).href;
  // tslab sees this folder through a symbolic link.
  const document = pathToFileURL(path.join(fs.realpathSync(__dirname), 'page.html')).href;
  const context = await browser.newContext({ offline: true, viewport: { width: figureWidth, height: 600 } });
  await context.route('**/*', (route) => {
    const url = route.request().url();
    return url === plotly || url === document ? route.continue() : route.abort();
  });
  const page = await context.newPage();
  await page.goto(document);
  await page.evaluate(`loadPlotly(${JSON.stringify(plotly)})`);
  return page;
}
