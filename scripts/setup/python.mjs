/** Step 2: .venv with JupyterLab, nbconvert and a TensorFlow wheel. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fingerprint, isCurrent, paths, read, root, stamp } from './paths.mjs';
import { run, say, SetupError } from './step.mjs';

const requirements = () => read(join(root, 'requirements.txt'));

/**
 * Gives what the stamp of .venv must hold for a wheel: 'gpu', 'cpu', or 'none' if TensorFlow comes from
 * TELLTALE_TENSORFLOW or is not needed. The path is part of it: a virtual environment does not work after it was moved.
 */
const pythonKey = (wheel) => fingerprint(requirements(), wheel, root);

/** Whether .venv holds a wheel. One that holds TensorFlow also does if none is needed. */
export const pythonIsCurrent = (wheel) =>
  existsSync(paths.python) &&
  (wheel === 'none' ? ['none', 'cpu', 'gpu'] : [wheel]).some((each) => isCurrent(paths.pythonStamp, pythonKey(each)));

/** Lists the lines of requirements.txt for a wheel: 'cpu' as they are, 'gpu' with CUDA, 'none' without TensorFlow. */
function requirementsFor(wheel) {
  const lines = requirements()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'));
  const isTensorflow = (line) => line.startsWith('tensorflow');
  if (wheel === 'none') return lines.filter((line) => !isTensorflow(line));
  return wheel === 'gpu' ? lines.map((line) => line.replace(/^tensorflow-cpu/, 'tensorflow[and-cuda]')) : lines;
}

function findPython() {
  const candidates = [process.env.TELLTALE_PYTHON, 'python3', 'python'].filter(Boolean);
  for (const candidate of candidates) {
    const probe = spawnSync(candidate, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
    const [major, minor] = (probe.stdout ?? '').trim().split(' ').map(Number);
    if (probe.status === 0 && major === 3 && minor >= 10) return candidate;
  }
  throw new SetupError(
    `Expected Python 3.10 or newer, found none among ${candidates.join(', ')}.`,
    'Install Python 3.10+ with its venv module (Debian: apt-get install python3-venv), or set TELLTALE_PYTHON.',
  );
}

/** Makes a new .venv and installs the pinned packages from the indexes that the user's pip is configured for. */
export async function installPython(wheel) {
  const python = findPython();
  if (existsSync(paths.venv))
    say('  Making a new .venv: requirements.txt, the chosen wheel or the folder of the clone has changed.');
  rmSync(paths.venv, { recursive: true, force: true });
  await run('Python environment .venv', [python, '-m', 'venv', paths.venv], {
    log: paths.log,
    advice: 'Debian has venv in a separate package: apt-get install python3-venv.',
  });
  const pip = [paths.python, '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'];
  await run(
    `pip install (JupyterLab${wheel === 'none' ? '' : `, TensorFlow for ${wheel.toUpperCase()}`})`,
    [...pip, '--retries', '1', '--timeout', '15', '--progress-bar', 'off', ...requirementsFor(wheel)],
    {
      log: paths.log,
      advice: 'Check that the package index can be reached (pip config list) and run the command again.',
    },
  );
  stamp(paths.pythonStamp, pythonKey(wheel));
}

/** Finds the folder of TensorFlow: TELLTALE_TENSORFLOW, else the wheel's in .venv, else undefined. */
export function findTensorflow() {
  const named = process.env.TELLTALE_TENSORFLOW;
  if (named) {
    const folder = resolve(named);
    if (!existsSync(join(folder, 'libtensorflow_cc.so.2'))) {
      throw new SetupError(
        `TELLTALE_TENSORFLOW=${named}: expected a folder that holds libtensorflow_cc.so.2, found none in it.`,
        "Name a wheel's folder: python -c 'import tensorflow, os; print(os.path.dirname(tensorflow.__file__))'.",
      );
    }
    return folder;
  }
  const libraries = join(paths.venv, 'lib');
  if (!existsSync(libraries)) return undefined;
  return readdirSync(libraries)
    .map((version) => join(libraries, version, 'site-packages', 'tensorflow'))
    .find((folder) => existsSync(join(folder, 'libtensorflow_cc.so.2')));
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
