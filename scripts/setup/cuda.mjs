/**
 * Which CUDA and cuDNN libraries a machine has, and whether TensorFlow can use them instead of the wheel's own packages of
 * three gigabytes. Not run on a GPU.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The libraries that TensorFlow 2.21 opens by name, with the number in that name and the oldest version that fits: what the
 * wheel's metadata asks for (`Requires-Dist: nvidia-...; extra == "and-cuda"`). The files have versions of their own: a
 * package of cuBLAS 12.5.3.2 holds libcublas.so.12.5.3.2, one of cuDNN 9.3.0.75 libcudnn.so.9.3.0.
 *
 * @public Tests import this file by its path, and so does gpu-check.
 */
export const NEEDED = {
  cudart: { major: 12, oldest: '12.5.82' },
  cublas: { major: 12, oldest: '12.5.3.2' },
  cublasLt: { major: 12, oldest: '12.5.3.2' },
  cufft: { major: 11, oldest: '11.2.3.61' },
  cusolver: { major: 11, oldest: '11.6.3.83' },
  cusparse: { major: 12, oldest: '12.5.1.3' },
  nvJitLink: { major: 12, oldest: '12.5.82' },
  nccl: { major: 2, oldest: '2.27.7' },
  cudnn: { major: 9, oldest: '9.3.0' },
};

/** Matches what TensorFlow opens: a library with the first number of its version and nothing after it. */
const OPENED = new RegExp(`^lib(${Object.keys(NEEDED).join('|')})\\.so\\.(\\d+)$`);

/**
 * Lists the files that `ldconfig -p` names for this processor: lines like `libcudart.so.12 (libc6,x86-64) => /usr/lib/...`.
 *
 * @public See NEEDED.
 */
export function filesOfLdconfig(text, architecture = process.arch) {
  const processor = { x64: 'x86-64', arm64: 'AArch64' }[architecture] ?? architecture;
  return text.split('\n').flatMap((line) => {
    const [, kinds, file] = /^\s*\S+ \(([^)]*)\) => (\/.*\S)\s*$/.exec(line) ?? [];
    return file !== undefined && kinds.includes(processor) ? [file] : [];
  });
}

/**
 * Lists the folders that the environment names, in the loader's order: LD_LIBRARY_PATH, then those of CUDA itself.
 *
 * @public See NEEDED.
 */
export function foldersOf({ LD_LIBRARY_PATH = '', CUDA_HOME, CUDA_PATH }) {
  const named = LD_LIBRARY_PATH.split(':').filter(Boolean);
  const homes = [CUDA_HOME, CUDA_PATH, '/usr/local/cuda'].filter(Boolean);
  const ofCuda = homes.flatMap((home) => ['lib64', 'lib', 'targets/x86_64-linux/lib'].map((name) => join(home, name)));
  return [...new Set([...named, ...ofCuda])];
}

/** Finds a library's whole version in the name of the file that its short name leads to; '12' stays '12'. */
const versionIn = (file) => /\.so\.(\d+(?:\.\d+)*)$/.exec(basename(file))?.[1] ?? '';

/**
 * Picks the libraries that TensorFlow would open out of files: of each name the first, as the loader does.
 *
 * @param resolve  Follows links to the file itself.
 * @returns        [{name, file, folder, version}]
 * @public See NEEDED.
 */
export function librariesAmong(files, resolve = realpathSync) {
  const found = new Map();
  for (const path of files) {
    const [file, name, major] = OPENED.exec(basename(path)) ?? [];
    if (name === undefined || found.has(name) || Number(major) !== NEEDED[name].major) continue;
    try {
      found.set(name, { name, file, folder: dirname(path), version: versionIn(resolve(path)) });
    } catch {
      // A link that leads nowhere: the loader takes the next one, too.
    }
  }
  return [...found.values()];
}

/** Whether a version is another or newer, number by number; '9.3' is older than '9.3.0'. */
function isAtLeast(version, oldest) {
  const [found, needed] = [version, oldest].map((each) => each.split('.').map(Number));
  for (let i = 0; i < needed.length; i++) {
    if ((found[i] ?? -1) !== needed[i]) return (found[i] ?? -1) > needed[i];
  }
  return true;
}

/**
 * Says of each library that TensorFlow needs why it does not fit; [] if all fit.
 *
 * @public See NEEDED.
 */
export function misfits(libraries) {
  return Object.entries(NEEDED).flatMap(([name, { major, oldest }]) => {
    const library = libraries.find((each) => each.name === name);
    if (!library) return [`lib${name}.so.${major}: expected ${oldest} or newer, found none`];
    if (isAtLeast(library.version, oldest)) return [];
    return [`lib${name}.so.${major}: expected ${oldest} or newer, found ${library.version}`];
  });
}

/** Lists a folder's files; [] if it does not exist. */
function filesIn(folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/**
 * Looks for CUDA's libraries on this machine, where the loader would: [{name, file, folder, version}].
 *
 * @public See NEEDED.
 */
export function findCudaLibraries(environment = process.env) {
  const { stdout } = spawnSync('ldconfig', ['-p'], {
    encoding: 'utf8',
    env: { ...environment, PATH: `${environment.PATH ?? ''}:/sbin:/usr/sbin` },
  });
  return librariesAmong([...foldersOf(environment).flatMap(filesIn), ...filesOfLdconfig(stdout ?? '')]);
}

/**
 * Finds the machine's own CUDA libraries if every one of them fits; undefined if one does not, or TELLTALE_CUDA=wheel asks
 * for the wheel's packages.
 */
export function fittingCuda(environment = process.env) {
  if (environment.TELLTALE_CUDA === 'wheel') return undefined;
  const libraries = findCudaLibraries(environment);
  return misfits(libraries).length === 0 ? libraries : undefined;
}

/** Says whether the machine's CUDA libraries are used, with their versions or with what does not fit. */
export function cudaInWords(environment = process.env) {
  const libraries = findCudaLibraries(environment);
  const wrong = misfits(libraries);
  const without = "the wheel's own CUDA libraries are installed";
  if (environment.TELLTALE_CUDA === 'wheel') return `TELLTALE_CUDA=wheel: ${without}.`;
  if (libraries.length === 0) return `No CUDA libraries of version ${NEEDED.cudart.major} found: ${without}.`;
  if (wrong.length > 0) return `CUDA libraries found, but ${without}: ${wrong.join('; ')}.`;
  const versions = libraries.map(({ name, version }) => `${name} ${version}`).join(', ');
  return `CUDA libraries found that fit, and are used: ${versions}.`;
}
