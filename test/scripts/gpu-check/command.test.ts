import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../../lib/base';

describe('npm run gpu-check', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-gpu-check-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Runs the command on a machine whose nvidia-smi is this script, and whose GPU, if it has one, TensorFlow does not see. */
  function gpuCheck(nvidiaSmi: string, ...options: string[]) {
    fs.writeFileSync(path.join(folder, 'nvidia-smi'), `#!/bin/sh\n${nvidiaSmi}\n`, { mode: 0o755 });
    const PATH = `${folder}:${process.env.PATH}`;
    const env = { ...process.env, PATH, CUDA_VISIBLE_DEVICES: '-1', TELLTALE_TORCH_PYTHON: path.join(folder, 'no-python') }; // prettier-ignore
    const line = [...RUN_TYPESCRIPT, 'scripts/gpu-check.ts', ...options];
    return spawnSync(process.execPath, line, { cwd: REPOSITORY_ROOT, encoding: 'utf8', env });
  }

  it('says in one sentence that there is no GPU', () => {
    const { status, stdout, stderr } = gpuCheck('exit 9');
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(
      stderr.trim(),
      /^nvidia-smi lists no GPU on this machine, and gpu-check needs one; --cpu checks .*\.$/,
    );
  });

  it('checks a model on the CPU beside itself: a table, a JSON, and no difference', () => {
    const file = path.join(folder, 'check.json');
    const { status, stdout, stderr } = gpuCheck('exit 9', '--cpu', '--models', 'autoencoder', '--json', file);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^\| autoencoder +\| +(graph|eager) \| +0 \| +[\d.]+ \| .*\| ok/m);
    assert.match(stderr, /1 of 1, autoencoder: trains on the CPU/);
    const { faults, machine, steps, selfTest, versions } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      faults: number;
      machine: { device: string };
      steps: { name: string; losses: Record<'device' | 'cpu', number[][]>; difference: number; torch: object }[];
      selfTest: string;
      versions: Record<string, string>;
    };
    assert.deepEqual([faults, machine.device, steps.length], [0, 'CPU', 1]);
    assert.match(selfTest, /^(TensorFlow [\d.]+ on CPU|failed: )/);
    assert.equal(versions.node, process.versions.node);
    const [{ name, losses, difference }] = steps;
    assert.deepEqual([name, difference, losses.device.length], ['autoencoder', 0, 10]);
    assert.deepEqual(losses.device, losses.cpu);
    assert.ok(losses.cpu[9][0] < losses.cpu[0][0]);
  }).timeout(120_000);

  it('makes a row of a model that cannot run on the GPU that nvidia-smi lists', () => {
    const file = path.join(folder, 'check.json');
    const { status, stdout, stderr } = gpuCheck(
      'echo "0, NVIDIA Made-up, 570.1, 9.0, 81559, 4"',
      ...['--models', 'autoencoder', '--json', file],
    );
    assert.equal(status, 1);
    assert.match(stdout, /^\| autoencoder .* FAULT: the step on the device: TELLTALE_BACKEND=gpu cannot be loaded: /m);
    assert.match(stderr, /1 step of 1 with a fault\.\n$/);
    const { machine } = JSON.parse(fs.readFileSync(file, 'utf8')) as { machine: { gpu: object } };
    const gpu = { index: '0', name: 'NVIDIA Made-up', driver: '570.1', computeCapability: '9.0' };
    assert.deepEqual(machine.gpu, { ...gpu, memoryMb: 81559, usedMb: 4 });
  }).timeout(120_000);

  it('names the models there are where one is unknown', () => {
    const { status, stderr } = gpuCheck('exit 9', '--models', 'resnet');
    assert.equal(status, 1);
    assert.match(stderr, /--models <names>.*Expected mlp-vae, .*; found resnet/s);
  });
});
