/** Starts a headless Chromium through Playwright. */
import { messageOf } from '../base/index';
import { type BrowserProgram, browserCandidates, firstWorking } from './browser';

/**
 * The part of Playwright's page that is used. Playwright's own types need the browser's DOM types and half of zod, and would
 * add seconds to each start of a notebook kernel, which compiles what it imports.
 */
export interface Page {
  goto(url: string, options?: { waitUntil?: 'load' | 'networkidle'; timeout?: number }): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  pdf(options: Record<string, unknown>): Promise<Buffer>;
}

interface Route {
  request(): { url(): string };
  continue(): Promise<void>;
  abort(): Promise<void>;
}

interface BrowserContext {
  route(pattern: string, handler: (route: Route) => Promise<void>): Promise<unknown>;
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export interface Browser {
  newContext(options: {
    offline: boolean;
    javaScriptEnabled?: boolean;
    colorScheme?: 'light' | 'dark';
    viewport: { width: number; height: number };
  }): Promise<BrowserContext>;
  close(): Promise<void>;
}

interface Playwright {
  readonly chromium: { launch(options: Record<string, unknown>): Promise<Browser> };
}

const launchArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none', // Letter widths then do not depend on the machine's font settings.
];

/**
 * Whether a browser is to have a sandbox. Chromium offers root, as in most containers, none; TELLTALE_CHROMIUM_SANDBOX=0 does
 * without one elsewhere.
 */
export function wantsSandbox(
  environment: Record<string, string | undefined> = process.env,
  user = process.getuid?.(),
): boolean {
  return user !== 0 && environment.TELLTALE_CHROMIUM_SANDBOX !== '0';
}

/**
 * Starts a browser; the caller closes it.
 *
 * @throws If it cannot be started, for instance because the system allows no sandbox.
 */
export async function launch(program: BrowserProgram): Promise<Browser> {
  // Playwright takes half a second to load, so it is loaded only when a browser is needed.
  const playwright: string = 'playwright-core';
  const { chromium } = (await import(playwright)) as Playwright;
  const chromiumSandbox = wantsSandbox();
  try {
    return await chromium.launch({
      executablePath: program.executablePath,
      env: { ...process.env, ...program.env },
      args: launchArguments,
      chromiumSandbox,
      // The signals belong to the notebook kernel: interrupting a cell must not end the browser.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    if (!chromiumSandbox || !/sandbox/i.test(messageOf(error))) throw error;
    const remedy = 'TELLTALE_CHROMIUM_SANDBOX=0 starts it without one';
    throw new Error(`${program.origin} found no sandbox on this system; ${remedy}`, { cause: error });
  }
}

/** Starts the first browser that works, or says why none does. The caller closes it. */
export function launchFirst(): Promise<{ started?: Browser; reason?: string }> {
  return firstWorking(browserCandidates(), launch);
}
