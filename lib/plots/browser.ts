/** Finds the Chromium that draws the static pictures. */
import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../base/index';
import { type BrowserProgram, carriedChromium } from './carried-chromium';

export type { BrowserProgram } from './carried-chromium';

const programNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const fixedPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Lists the browsers to try, in order: those installed on the machine, then the one that an npm package carries. If
 * TELLTALE_CHROMIUM names a browser, that is the only one; `none` stands for no browser at all. Each candidate is a function,
 * because the carried browser may have to be unpacked.
 */
export function browserCandidates(
  environment: Record<string, string | undefined> = process.env,
): (() => Promise<BrowserProgram | undefined>)[] {
  const named = environment.TELLTALE_CHROMIUM;
  if (named === 'none') return [];
  if (named) return [async () => namedBrowser(named)];
  const folders = (environment.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const places = [...programNames.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...fixedPlaces];
  const installed = places.filter(isExecutable).map((executablePath) => {
    return async (): Promise<BrowserProgram> => ({ executablePath, env: {}, origin: executablePath });
  });
  return [...installed, carriedChromium];
}

/**
 * Starts the first candidate that works.
 *
 * @param start  Starts a browser, or rejects.
 * @returns `started`, which `start` returned, or `reason`, why no browser works: one clause for each browser tried.
 */
export async function firstWorking<T>(
  candidates: readonly (() => Promise<BrowserProgram | undefined>)[],
  start: (program: BrowserProgram) => Promise<T>,
): Promise<{ started?: T; reason?: string }> {
  const reasons: string[] = [];
  for (const candidate of candidates) {
    try {
      const program = await candidate();
      if (program) return { started: await start(program) };
    } catch (error) {
      // Playwright appends its call log after the first line.
      reasons.push(messageOf(error).split('\n')[0]);
    }
  }
  return { reason: reasons.length > 0 ? reasons.join('; ') : 'no Chromium was found' };
}

function namedBrowser(executablePath: string): BrowserProgram {
  if (!isExecutable(executablePath)) {
    throw new Error(`TELLTALE_CHROMIUM names ${executablePath}, which is not an executable file`);
  }
  return { executablePath, env: {}, origin: 'TELLTALE_CHROMIUM' };
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
