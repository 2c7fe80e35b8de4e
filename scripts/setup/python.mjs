/** Step 2: .venv with JupyterLab, nbconvert and a TensorFlow wheel. */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fingerprint, isCurrent, paths, read, root, stamp } from './paths.mjs';
import { run, say, SetupError } from './step.mjs';
import { systemOf } from './toolchain.mjs';

/**
 * Names the lock file of a wheel: every package with its version and the hashes of its files. `npm run lock` makes it
 * of requirements.txt.
 */
export const lockFile = (wheel) => join('requirements', `${wheel}.txt`);

/**
 * Gives what the stamp of .venv must hold for a wheel: 'gpu', 'cpu', or 'none' if TensorFlow comes from
 * TELLTALE_TENSORFLOW or is not needed. The path is part of it: a virtual environment does not work after it was moved.
 */
const pythonKey = (wheel) => fingerprint(read(join(root, lockFile(wheel))), wheel, root);

/** Whether .venv holds a wheel. One that holds TensorFlow also does if none is needed. */
export const pythonIsCurrent = (wheel) =>
  existsSync(paths.python) &&
  (wheel === 'none' ? ['none', 'cpu', 'gpu', 'gpu-own-cuda'] : [wheel]).some((each) =>
    isCurrent(paths.pythonStamp, pythonKey(each)),
  );

/**
 * Lists the lines of requirements.txt for a wheel: 'gpu' with CUDA, 'gpu-own-cuda' for the CUDA libraries of the machine,
 * 'none' without TensorFlow, 'cpu' with the wheel of each processor: tensorflow-cpu exists for x86_64 alone, and tensorflow
 * is without CUDA elsewhere.
 */
export function requirementsFor(wheel) {
  const lines = read(join(root, 'requirements.txt'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'));
  return lines.flatMap((line) => {
    if (!line.startsWith('tensorflow-cpu')) return line;
    const named = (name) => line.replace(/^tensorflow-cpu/, name);
    if (wheel === 'none') return [];
    if (wheel === 'gpu') return named('tensorflow[and-cuda]');
    if (wheel === 'gpu-own-cuda') return named('tensorflow');
    return [`${line} ; platform_machine == 'x86_64'`, `${named('tensorflow')} ; platform_machine != 'x86_64'`];
  });
}

/** The newest minor version of Python 3 that TensorFlow has a wheel for. */
const NEWEST_FOR_TENSORFLOW = 13;

/**
 * Finds a Python that can hold a wheel: 3.10 or newer, and one that TensorFlow was built for where it is needed. None but
 * the one that TELLTALE_PYTHON names is taken.
 */
function findPython(wheel) {
  const newest = wheel === 'none' ? Infinity : NEWEST_FOR_TENSORFLOW;
  const named = process.env.TELLTALE_PYTHON;
  const candidates = named ? [named] : ['python3', 'python', ...[13, 12, 11, 10].map((minor) => `python3.${minor}`)];
  const found = [];
  for (const candidate of candidates) {
    const probe = spawnSync(candidate, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
    const [major, minor] = (probe.stdout ?? '').trim().split(' ').map(Number);
    if (probe.status !== 0) continue;
    if (major === 3 && minor >= 10 && minor <= newest) return candidate;
    found.push(`${candidate} ${major}.${minor}`);
  }
  const range = wheel === 'none' ? 'Python 3.10 or newer' : `Python 3.10 to 3.${newest}, which TensorFlow is built for`;
  throw new SetupError(
    `${named ? `TELLTALE_PYTHON=${named}: expected` : 'Expected'} ${range}, ` +
      `found ${found.join(', ') || `none among ${candidates.join(', ')}`}.`,
    'Install Python 3.10+ with its venv module (Debian: apt-get install python3-venv), or set TELLTALE_PYTHON.',
  );
}

/**
 * Explains a failure of pip: a file that is not the one of the lock ends set-up, since another backend would not be
 * the answer to it.
 */
function pipFailure(error, wheel) {
  if (!(error instanceof SetupError)) return error;
  const [, file, expected, got] =
    /DO NOT MATCH THE HASHES[^]*?\n {4}(\S+)[^]*?Expected sha256 (\w+)[^]*?Got +(\w+)/.exec(error.output) ?? [];
  if (file === undefined) return error;
  const failure = new SetupError(
    `${lockFile(wheel)}: expected for ${file} a file with sha256 ${expected}, found one with ${got}.`,
    'Nothing of it was installed. The package index or something on the way gave another file: try another index\n' +
      '  (pip config list); if the file is right, a maintainer makes the lock again with npm run lock.',
  );
  failure.final = true;
  return failure;
}

/** Empties .venv. The folder stays, since it may be a volume of a container; a link goes, and not what it leads to. */
function emptyVenv() {
  const isFolder = lstatSync(paths.venv, { throwIfNoEntry: false })?.isDirectory();
  const all = isFolder ? readdirSync(paths.venv).map((name) => join(paths.venv, name)) : [paths.venv];
  for (const each of all) rmSync(each, { recursive: true, force: true });
}

/** Makes a new .venv and installs the locked packages from the indexes that the user's pip is configured for. */
export async function installPython(wheel) {
  const python = findPython(wheel);
  if (existsSync(paths.venv))
    say('  Making a new .venv: its packages, the chosen wheel or the folder of the clone has changed.');
  emptyVenv();
  await run('Python environment .venv', [python, '-m', 'venv', paths.venv], {
    log: paths.log,
    advice: 'Debian has venv in a separate package: apt-get install python3-venv.',
  });
  const pip = [paths.python, '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'];
  // A source distribution would run code and fetch packages that no hash covers.
  // compilePython does so beside other steps.
  const locked = ['--no-compile', '--require-hashes', '--only-binary', ':all:', '--no-deps', '-r', lockFile(wheel)];
  await run(
    `pip install (JupyterLab${wheel === 'none' ? '' : `, TensorFlow for ${wheel.toUpperCase()}`})`,
    [...pip, '--retries', '1', '--timeout', '15', '--progress-bar', 'off', ...locked],
    {
      cwd: root,
      log: paths.log,
      advice: 'Check that the package index can be reached (pip config list) and run the command again.',
    },
  ).catch((error) => {
    throw pipFailure(error, wheel);
  });
  stamp(paths.pythonStamp, pythonKey(wheel));
}

/** Compiles what JupyterLab imports, so that it starts quickly for every user; of TensorFlow the library is used alone. */
export async function compilePython() {
  const command = [paths.python, '-m', 'compileall', '-q', '-x', '/(tensorflow|keras)/', join(paths.venv, 'lib')];
  // A package may hold files for other versions of Python.
  await run('Python packages (compileall)', command, { log: paths.log }).catch((error) => {
    if (!(error instanceof SetupError)) throw error;
  });
}

/** Finds the folder of TensorFlow: TELLTALE_TENSORFLOW, else the wheel's in .venv, else undefined. */
export function findTensorflow() {
  const named = process.env.TELLTALE_TENSORFLOW;
  const [library] = systemOf(process.platform).libraries;
  if (named) {
    const folder = resolve(named);
    if (!existsSync(join(folder, library))) {
      throw new SetupError(
        `TELLTALE_TENSORFLOW=${named}: expected a folder that holds ${library}, found none in it.`,
        "Name a wheel's folder: python -c 'import tensorflow, os; print(os.path.dirname(tensorflow.__file__))'.",
      );
    }
    return folder;
  }
  const libraries = join(paths.venv, 'lib');
  if (!existsSync(libraries)) return undefined;
  return readdirSync(libraries)
    .map((version) => join(libraries, version, 'site-packages', 'tensorflow'))
    .find((folder) => existsSync(join(folder, library)));
}

/** Lists the NVIDIA libraries that tensorflow[and-cuda] installs beside the wheel: [{folder, file}]. */
export function findNvidiaLibraries(tensorflow) {
  const nvidia = join(dirname(tensorflow), 'nvidia');
  if (!existsSync(nvidia)) return [];
  return readdirSync(nvidia)
    .map((name) => join(nvidia, name, 'lib'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) =>
          /^lib(cudart|cublas|cublasLt|cufft|cusolver|cusparse|nvJitLink|nccl|cudnn)\.so\.\d+$/.test(file),
        )
        .map((file) => ({ folder, file })),
    );
}
