/** A page in the headless browser, for the tests that look at what a reader sees. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { launchFirst, type Browser } from '../../lib/plots/launch';

/** What the tests need of Playwright beyond what the library needs. */
export interface TestPage {
  goto(url: string, options: { waitUntil: 'load'; timeout: number }): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  waitForFunction(expression: string, argument: undefined, options: { timeout: number }): Promise<unknown>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  emulateMedia(options: { media: 'print' | 'screen' }): Promise<void>;
  screenshot(options?: { fullPage?: boolean; timeout?: number }): Promise<Buffer>;
  locator(selector: string): Locator;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'request' | 'websocket', listener: (request: { url(): string }) => void): void;
  close(): Promise<void>;
}

export interface Locator {
  nth(index: number): Locator;
  count(): Promise<number>;
  hover(): Promise<void>;
  click(): Promise<void>;
  focus(): Promise<void>;
  selectOption(option: { label: string }): Promise<unknown>;
  screenshot(): Promise<Buffer>;
}

export interface PageOptions {
  readonly viewport: { width: number; height: number };
  /** Whether the page may ask for this address; others are among the complaints. */
  readonly allows: (url: string) => boolean;
  /** Whether the browser has no network at all, not even this machine's. */
  readonly offline: boolean;
  /** What the reader's system prefers, default light. */
  readonly colorScheme?: 'light' | 'dark';
}

/** Opens a browser for this test file, which closes it; without one the tests are skipped with the reason. */
export async function browserOrSkip(test: Mocha.Context): Promise<Browser> {
  const { started, reason } = await launchFirst();
  if (started) return started;
  // On 64-bit Linux a browser comes with the npm packages, so there a missing one is a failure.
  if (process.platform === 'linux' && process.arch === 'x64') assert.fail(`no browser: ${reason}`);
  return skip(test, `no browser: ${reason}`);
}

/** Skips what follows and says why. */
export function skip(test: Mocha.Context, reason: string): never {
  process.stdout.write(`      skipped, ${reason}\n`);
  return test.skip();
}

/**
 * Opens a new page, with the complaints it gathers: warnings and errors on the console, exceptions, requests it may not
 * make.
 */
export async function newPage(
  browser: Browser,
  { viewport, allows, offline, colorScheme = 'light' }: PageOptions,
): Promise<{ page: TestPage; complaints: string[] }> {
  const context = await browser.newContext({ offline, viewport, colorScheme });
  const page = (await context.newPage()) as unknown as TestPage;
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  for (const event of ['request', 'websocket'] as const) {
    page.on(event, (request) => {
      if (!allows(request.url())) complaints.push(`request to ${request.url()}`);
    });
  }
  return { page, complaints };
}

/** Keeps a screenshot in results/screenshots, where a person can look at it after the test. */
export function keepScreenshot(name: string, png: Buffer): void {
  const folder = path.join(__dirname, '..', '..', 'results', 'screenshots');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, name), png);
}
