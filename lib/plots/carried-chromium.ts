/**
 * Unpacks the Chromium that the npm package `@sparticuz/chromium` carries: a headless build for 64-bit Linux on x86 with the
 * libraries and the font it needs, Brotli-compressed. The package's own function is not used: it unpacks to a fixed name in
 * the machine's shared temporary folder.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib';
import { temporaryBeside, messageOf } from '../base/index';

/** A browser that can be started. */
export interface BrowserProgram {
  readonly executablePath: string;
  /** Environment variables it needs in addition to those of this process. */
  readonly env: Record<string, string>;
  /** Where it was found, for messages. */
  readonly origin: string;
}

const PACKAGE = '@sparticuz/chromium';

/**
 * Unpacks the carried browser unless that was done before (2 seconds, 200 MB under node_modules/.cache).
 *
 * @returns The program, or undefined if the package is not installed or does not support this machine.
 * @throws If it cannot be unpacked, for instance because the folder is not writable.
 */
export async function carriedChromium(): Promise<BrowserProgram | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const packageFolder = findPackage();
  if (packageFolder === undefined) return undefined;
  const { version } = JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = path.resolve(packageFolder, '..', '..', '.cache', 'telltale', `chromium-${version}`);
  if (!fs.existsSync(folder)) await unpackTo(folder, path.join(packageFolder, 'bin'));
  const libraries = [path.join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    executablePath: path.join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: path.join(folder, 'fonts.conf') },
    origin: `npm package ${PACKAGE} ${version}`,
  };
}

function findPackage(): string | undefined {
  try {
    // The package exports only its entry, build/cjs/index.cjs.
    return path.resolve(path.dirname(require.resolve(PACKAGE)), '..', '..');
  } catch {
    return undefined;
  }
}

/** Unpacks beside the folder and then renames, so that another process sees all of it or nothing. */
async function unpackTo(folder: string, archives: string): Promise<void> {
  const temporary = temporaryBeside(folder);
  fs.mkdirSync(temporary, { recursive: true });
  try {
    const program = fs.createWriteStream(path.join(temporary, 'chromium'), { mode: 0o755 });
    await pipeline(fs.createReadStream(path.join(archives, 'chromium.br')), createBrotliDecompress(), program);
    untar(path.join(archives, 'al2023.tar.br'), temporary);
    untar(path.join(archives, 'fonts.tar.br'), temporary);
    fs.writeFileSync(path.join(temporary, 'fonts.conf'), fontConfiguration(folder));
    fs.renameSync(temporary, folder);
  } catch (error) {
    fs.rmSync(temporary, { recursive: true, force: true });
    // Another process was faster.
    if (!fs.existsSync(folder))
      throw new Error(`${PACKAGE} could not be unpacked: ${messageOf(error)}`, { cause: error });
  }
}

/** Unpacks an archive of a megabyte or two. It is passed whole, because tar may stop reading before its padding ends. */
function untar(archive: string, folder: string): void {
  const input = brotliDecompressSync(fs.readFileSync(archive));
  const { status, error, stderr } = spawnSync('tar', ['-x', '-C', folder], { input, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`tar could not unpack ${path.basename(archive)}: ${stderr.trim()}`);
}

/** Offers only the carried font: a figure then looks the same on every machine that uses this browser. */
function fontConfiguration(folder: string): string {
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    `<fontconfig><dir>${path.join(folder, 'fonts')}</dir><cachedir>${path.join(folder, 'font-cache')}</cachedir></fontconfig>`,
    '',
  ].join('\n');
}
