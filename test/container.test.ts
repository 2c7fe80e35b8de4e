import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { LONG_TERM_NODE } from '../scripts/support/matrix/combinations';

const root = path.join(__dirname, '..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

describe('The container', () => {
  const dockerfile = read('Dockerfile');
  const guide = /^## Container\n([^]*?)^## /m.exec(read('environment.md'))?.[1] ?? '';
  // What follows an instruction, with the lines that it is continued on.
  const all = (instruction: string) =>
    [...dockerfile.matchAll(new RegExp(`^${instruction} ((?:.*\\\\\\n)*.*)$`, 'gm'))].map(([, rest]) => rest);

  it('has the newest long-term Node, a named release of Debian, and no image that may change its system', () => {
    assert.deepEqual(all('ARG')[0], `BASE=node:${LONG_TERM_NODE}-trixie-slim`);
    assert.deepEqual(all('FROM'), ['${BASE}']);
  });

  it('copies only what is there, and before set-up all that set-up reads', () => {
    const copied = all('COPY').map((rest) => rest.split(' ').filter((word) => !word.startsWith('--')));
    assert.deepEqual(copied[copied.length - 1], ['.', '.']);
    const early = copied.slice(0, -1).flatMap((words) => words.slice(0, -1));
    assert.deepEqual(
      early.filter((file) => !fs.existsSync(path.join(root, file))),
      [],
    );
    assert.ok(early.includes('requirements'), 'the locks of Python packages');
    // Paths from the root, as set-up joins them; it names the kernel's start, which Jupyter reads.
    const sources = fs.readdirSync(path.join(root, 'scripts/setup')).map((name) => read(`scripts/setup/${name}`));
    const named = sources
      .flatMap((text) => [...text.matchAll(/join\(root((?:, '[^']+')+)\)/g)])
      .map(([, parts]) => [...parts.matchAll(/'([^']+)'/g)].map(([, part]) => part).join('/'))
      .filter(
        (file) =>
          fs.existsSync(path.join(root, file)) &&
          !/^(node_modules|\.venv|scripts\/kernel|.*\.log$|.*\.lock$)/.test(file),
      );
    assert.ok(named.includes('package-lock.json') && named.includes('lib/runtime/native'), named.join(' '));
    const missing = named.filter((file) => !early.some((each) => file === each || file.startsWith(`${each}/`)));
    assert.deepEqual(missing, []);
  });

  it('runs as a user who is not root, from before set-up on', () => {
    assert.deepEqual(all('USER'), ['${NB_UID}']);
    assert.ok(all('ARG').includes('NB_UID=1000'));
    assert.ok(dockerfile.indexOf('\nUSER ') < dockerfile.indexOf('scripts/setup.mjs'));
    // JupyterLab refuses to run as root, and makes a token of its own.
    assert.doesNotMatch(dockerfile, /(token|password)=|allow-root/i);
  });

  it("publishes its port on the host's loopback alone, and keeps telemetry and results in volumes that it prepares", () => {
    const ports = [...guide.matchAll(/(?:-p|--publish) (\S+)/g)].map(([, port]) => port);
    assert.deepEqual([...new Set(ports)], [`127.0.0.1:${all('EXPOSE')[0]}:8888`]);
    const volumes = [...guide.matchAll(/-v \S+:(\/telltale\/\S+)/g)].map(([, folder]) => folder);
    for (const folder of ['data/smap-msl', 'results']) assert.ok(volumes.includes(`/telltale/${folder}`), folder);
    const [made] = /mkdir -p .*/.exec(dockerfile) ?? [''];
    for (const folder of volumes) assert.ok(made.includes(` ${folder.replace('/telltale/', '')}`), folder);
  });

  it('is the same on Binder', () => {
    assert.equal(read('.binder/Dockerfile'), dockerfile);
  });

  it('is what an editor opens, with the same folder and the same telemetry', () => {
    const container = JSON.parse(read('.devcontainer/devcontainer.json')) as {
      build: { dockerfile: string };
      workspaceMount: string;
      workspaceFolder: string;
      mounts: string[];
      postCreateCommand: string;
      forwardPorts: number[];
    };
    assert.equal(path.resolve(root, '.devcontainer', container.build.dockerfile), path.join(root, 'Dockerfile'));
    const [folder] = all('WORKDIR');
    assert.equal(container.workspaceFolder, folder);
    const targets = [container.workspaceMount, ...container.mounts].map((mount) => /target=([^,]+)/.exec(mount)?.[1]);
    assert.deepEqual(targets, [
      folder,
      ...['node_modules', '.venv', 'data/smap-msl'].map((each) => `${folder}/${each}`),
    ]);
    assert.deepEqual(container.forwardPorts, all('EXPOSE').map(Number));
  });

  it('takes along nothing that git leaves out', () => {
    const patterns = (file: string) =>
      read(file)
        .split('\n')
        .filter((line) => line && !line.startsWith('#'));
    const expected = patterns('.gitignore').map((line) => {
      const name = line.replace(/\/$/, '');
      return name.startsWith('/') ? name.slice(1) : `**/${name}`;
    });
    assert.deepEqual(patterns('.dockerignore'), ['.git', ...expected]);
  });
});
