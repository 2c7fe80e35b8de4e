import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

interface Library {
  readonly name: string;
  readonly file: string;
  readonly folder: string;
  readonly version: string;
}

interface Cuda {
  readonly NEEDED: Readonly<Record<string, { major: number; oldest: string }>>;
  readonly filesOfLdconfig: (text: string, architecture?: string) => string[];
  readonly foldersOf: (environment: Readonly<Record<string, string>>) => string[];
  readonly librariesAmong: (files: readonly string[], resolve?: (file: string) => string) => Library[];
  readonly misfits: (libraries: readonly Library[]) => string[];
  readonly fittingCuda: (environment: Readonly<Record<string, string>>) => Library[] | undefined;
  readonly cudaInWords: (environment: Readonly<Record<string, string>>) => string;
}

const root = path.join(__dirname, '..', '..');

describe('CUDA libraries that are there already', () => {
  let cuda: Cuda;
  let folder: string;
  before(async () => (cuda = (await import(path.join(root, 'scripts', 'setup', 'cuda.mjs'))) as Cuda));
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-cuda-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Puts libraries into the folder as packages do: a file with its whole version, and a link with the first number. */
  function install(versions: Readonly<Record<string, string>>): void {
    for (const [name, version] of Object.entries(versions)) {
      const file = `lib${name}.so.${version}`;
      fs.writeFileSync(path.join(folder, file), '');
      fs.symlinkSync(file, path.join(folder, `lib${name}.so.${version.split('.')[0]}`));
    }
  }

  const oldest = () => Object.fromEntries(Object.entries(cuda.NEEDED).map(([name, { oldest }]) => [name, oldest]));

  it('are read from what ldconfig lists for this processor', () => {
    const listing = [
      "1043 libs found in cache `/etc/ld.so.cache'",
      '\tlibcudart.so.12 (libc6,x86-64) => /usr/local/cuda-12.5/lib64/libcudart.so.12',
      '\tlibcudart.so.12 (libc6,AArch64) => /usr/local/cuda/targets/sbsa-linux/lib/libcudart.so.12',
      '\tlibcudart.so.11.0 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libcudart.so.11.0',
      '\tlibcudnn.so.9 (libc6,x86-64, OS ABI: Linux 3.2.0) => /usr/lib/x86 64/libcudnn.so.9',
      '\tlibc.so.6 (libc6) => /lib32/libc.so.6',
      '',
    ].join('\n');
    const files = cuda.filesOfLdconfig(listing, 'x64');
    assert.deepEqual(files, [
      '/usr/local/cuda-12.5/lib64/libcudart.so.12',
      '/usr/lib/x86_64-linux-gnu/libcudart.so.11.0',
      '/usr/lib/x86 64/libcudnn.so.9',
    ]);
    assert.deepEqual(cuda.filesOfLdconfig(listing, 'arm64'), [
      '/usr/local/cuda/targets/sbsa-linux/lib/libcudart.so.12',
    ]);
    const libraries = cuda.librariesAmong(files, (file) => `${file}.5.82`);
    assert.deepEqual(libraries, [
      { name: 'cudart', file: 'libcudart.so.12', folder: '/usr/local/cuda-12.5/lib64', version: '12.5.82' },
      { name: 'cudnn', file: 'libcudnn.so.9', folder: '/usr/lib/x86 64', version: '9.5.82' },
    ]);
  });

  it('are looked for in LD_LIBRARY_PATH, then where CUDA lies', () => {
    const folders = cuda.foldersOf({ LD_LIBRARY_PATH: '/a::/b', CUDA_HOME: '/opt/cuda' });
    assert.deepEqual(folders.slice(0, 4), ['/a', '/b', '/opt/cuda/lib64', '/opt/cuda/lib']);
    assert.ok(folders.includes('/usr/local/cuda/lib64'));
  });

  it('are of other versions where another CUDA is installed: those are not taken', () => {
    const files = [
      '/c/libcudart.so.11.0',
      '/c/libcudart.so.13',
      '/c/libcudnn.so.8',
      '/c/libcublas.so',
      '/c/libcuda.so.1',
    ];
    assert.deepEqual(cuda.librariesAmong(files, (file) => file), []); // prettier-ignore
  });

  it('are the first of each name, but for links that lead nowhere', () => {
    fs.symlinkSync('gone', path.join(folder, 'libnccl.so.2'));
    const there = path.join(folder, 'there');
    fs.mkdirSync(there);
    fs.writeFileSync(path.join(there, 'libnccl.so.2'), '');
    const files = [path.join(folder, 'libnccl.so.2'), path.join(there, 'libnccl.so.2'), '/no/libnccl.so.2'];
    assert.deepEqual(cuda.librariesAmong(files), [{ name: 'nccl', file: 'libnccl.so.2', folder: there, version: '2' }]);
  });

  it('fit where all are as new as TensorFlow asks for, compared number by number', () => {
    install({ ...oldest(), cudart: '12.10.1', cudnn: '9.10.0' });
    const found = cuda.fittingCuda({ LD_LIBRARY_PATH: folder });
    assert.deepEqual(found?.map(({ name }) => name).sort(), Object.keys(cuda.NEEDED).sort());
    assert.ok(found?.every((each) => each.folder === folder));
    assert.match(
      cuda.cudaInWords({ LD_LIBRARY_PATH: folder }),
      /^CUDA libraries found that fit, and are used: .*cudart 12\.10\.1/,
    );
    assert.equal(cuda.fittingCuda({ LD_LIBRARY_PATH: folder, TELLTALE_CUDA: 'wheel' }), undefined);
  });

  it('do not fit where one is older, is missing or does not say its version', () => {
    const { cudnn: _, nccl: __, ...others } = oldest();
    install({ ...others, cudart: '12.4.127' });
    fs.writeFileSync(path.join(folder, 'libcudnn.so.9'), ''); // as pip's packages name it
    const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
    assert.deepEqual(cuda.misfits(cuda.librariesAmong(files)), [
      'libcudart.so.12: expected 12.5.82 or newer, found 12.4.127',
      'libnccl.so.2: expected 2.27.7 or newer, found none',
      'libcudnn.so.9: expected 9.3.0 or newer, found 9',
    ]);
    assert.equal(cuda.fittingCuda({ LD_LIBRARY_PATH: folder }), undefined);
  });

  it('are asked for as the metadata of the installed wheel does', function () {
    const libraries = path.join(root, '.venv', 'lib');
    const packages = (fs.existsSync(libraries) ? fs.readdirSync(libraries) : []).flatMap((python) => {
      const site = path.join(libraries, python, 'site-packages');
      return fs.readdirSync(site).map((name) => path.join(site, name, 'METADATA'));
    });
    const wheel = packages.find((file) => /\/tensorflow(_cpu)?-[\d.]+dist-info\/METADATA$/.test(file));
    if (wheel === undefined) this.skip(); // TELLTALE_TENSORFLOW or WASM
    const text = fs.readFileSync(wheel, 'utf8');
    const ofPackage: Record<string, string> = { cudart: 'cuda-runtime', cublasLt: 'cublas', nvJitLink: 'nvjitlink' };
    for (const [name, { major, oldest }] of Object.entries(cuda.NEEDED)) {
      const line = new RegExp(
        `^Requires-Dist: nvidia-${ofPackage[name] ?? name}-cu12<(\\d+)\\.0,>=([\\d.]+);`,
        'm',
      ).exec(text);
      assert.ok(line, name);
      assert.equal(Number(line[1]), major + 1, name);
      assert.ok(`${line[2]}.`.startsWith(`${oldest}.`), `${name}: ${line[2]} and ${oldest}`);
    }
  });
});
