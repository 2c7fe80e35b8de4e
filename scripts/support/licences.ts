/** The licences of what set-up installs: read from the packages, and judged by name. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** What a licence asks for; `unknown` where nobody can say without reading it. */
export type Judgement = 'permissive' | 'copyleft' | 'unknown';

/** An installed package. */
export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** As the package states it; empty if it states none. */
  readonly licence: string;
  /** Whether commands and notebooks need it, or only tests, lint and builds. */
  readonly use: 'production' | 'development';
  readonly from: 'npm' | 'Python';
}

const COPYLEFT =
  /\b(?:A|L)?GPL|\b(?:MPL|EPL|CDDL|EUPL|OSL|SSPL|CC-BY-SA)\b|General Public|Mozilla Public|Eclipse Public/i;
const PERMISSIVE =
  /^(?:MIT(?:-0)?|ISC|0?BSD|Apache|BlueOak|CC0|CC-BY-\d|Unlicense\b|Zlib|PSFL?\b|Python|HPND|WTFPL|(?:The |[23]-Clause )?BSD|(?:The )?MIT)/i;

/**
 * Judges a licence by its name or its SPDX expression: of alternatives (OR) the mildest counts, of parts (AND) the
 * strictest.
 */
export function judgeLicence(licence: string): Judgement {
  const alternatives = licence
    .replace(/[()]/g, ' ')
    .split(/\s+OR\s+/)
    .map((alternative) => {
      const parts = alternative.split(/\s+AND\s+/).map(judgePart);
      return worst.find((judgement) => parts.includes(judgement)) ?? 'unknown';
    });
  return [...worst].reverse().find((judgement) => alternatives.includes(judgement)) ?? 'unknown';
}

const worst: readonly Judgement[] = ['unknown', 'copyleft', 'permissive'];

function judgePart(part: string): Judgement {
  const name = part.trim();
  if (COPYLEFT.test(name)) return 'copyleft';
  return PERMISSIVE.test(name) ? 'permissive' : 'unknown';
}

interface Manifest {
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
}

/** Reads what a package.json states, in today's form or in the older ones. */
export function statedLicence({ license, licenses }: Manifest): string {
  if (typeof license === 'string') return license;
  return license?.type ?? (licenses ?? []).map(({ type }) => type ?? '').join(' OR ');
}

interface LockedPackage {
  readonly link?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

type Locked = Record<string, LockedPackage>;

/** Finds the folder that Node would load `name` from, for a package that lies in `folder`; '' is the clone. */
function placeOf(locked: Locked, folder: string, name: string): string | undefined {
  let at = folder;
  for (;;) {
    const place = `${at && `${at}/`}node_modules/${name}`;
    if (place in locked) return place;
    if (at === '') return undefined;
    at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')));
  }
}

/** Lists the packages that `roots` need, themselves included. */
function neededBy(locked: Locked, roots: readonly string[]): Set<string> {
  const needed = new Set<string>();
  const visit = (place: string | undefined): void => {
    if (place === undefined || needed.has(place)) return;
    needed.add(place);
    const { dependencies, optionalDependencies, peerDependencies } = locked[place];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      visit(placeOf(locked, place, name));
    }
  };
  for (const name of roots) visit(placeOf(locked, '', name));
  return needed;
}

/** Lists the packages that some folders of sources import, or start by their path. */
function importedIn(root: string, folders: readonly string[]): string[] {
  const names = folders.flatMap((folder) => {
    const files = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    return files
      .filter((file) => /\.(?:ts|mjs|ipynb)$/.test(file))
      .flatMap((file) => {
        const text = fs.readFileSync(path.join(root, folder, file), 'utf8');
        const quoted = text.matchAll(/(?:from|import|require|resolve)\s*\(?\s*'((?:@[\w.-]+\/)?[\w.-]+)/g);
        return [...quoted].map(([, name]) => name);
      });
  });
  return [...new Set(names)];
}

/** Lists the installed packages of npm; those that lie in the clone itself are left out. */
export function npmLicences(root: string): Licensed[] {
  const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Locked;
  };
  // tslab is started by name, and the browser by its path.
  const roots = [
    ...importedIn(root, ['lib', 'scripts', 'book', 'notebooks']),
    'tslab',
    '@sparticuz/chromium',
    'playwright-core',
  ];
  const needed = neededBy(packages, roots);
  return Object.keys(packages).flatMap((place): Licensed[] => {
    const manifest = path.join(root, place, 'package.json');
    if (!place.includes('node_modules/') || packages[place].link || !fs.existsSync(manifest)) return [];
    const stated = JSON.parse(fs.readFileSync(manifest, 'utf8')) as Manifest;
    return [
      {
        name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
        version: stated.version ?? '',
        licence: statedLicence(stated),
        use: needed.has(place) ? 'production' : 'development',
        from: 'npm',
      },
    ];
  });
}

/** Prints what the packages of an environment state: an expression, the classifiers, or the first line of a text. */
const PYTHON = `
import json
from importlib.metadata import distributions
found = []
for each in distributions():
    data = each.metadata
    classifiers = [c.split(' :: ')[-1] for c in data.get_all('Classifier') or [] if c.startswith('License :: OSI')]
    text = (data.get('License') or '').strip().split('\\n')[0]
    stated = data.get('License-Expression') or ' AND '.join(classifiers) or ('' if text == 'UNKNOWN' else text)
    found.append([data['Name'], each.version, stated])
print(json.dumps(found))`;

/**
 * Lists the packages of a Python environment: notebooks need all of them.
 *
 * @throws If the Python cannot be started.
 */
export function pythonLicences(python: string): Licensed[] {
  const { status, stdout, error } = spawnSync(python, ['-c', PYTHON], { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${python}: expected a Python that lists its packages (${error?.message ?? status}).`);
  return (JSON.parse(stdout) as [string, string, string][]).map(([name, version, licence]) => ({
    name,
    version,
    licence,
    use: 'production',
    from: 'Python',
  }));
}
