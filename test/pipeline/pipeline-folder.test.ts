import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../../lib/base';
import { writeNpy } from '../../lib/data';
import { AnomalyPipeline, requirePipelinePlace } from '../../lib/pipeline';
import { fittedPipeline, sineSeries } from './samples';

/** Says which pipeline this is, by its threshold and its first weights. */
function identity({ parts, detector }: AnomalyPipeline): string {
  return `${parts.threshold.value} ${detector.variables[0].dataSync().slice(0, 4).join(' ')}`;
}

/**
 * Runs a save as if its process were killed after so many calls that change the disk: none after these has an effect.
 *
 * @returns Whether it was ended.
 */
function endedAfter(calls: number, save: () => void): boolean {
  const changing = ['mkdirSync', 'writeFileSync', 'renameSync', 'rmSync'] as const;
  const own = changing.map((name) => [name, fs[name]] as const);
  let made = 0;
  for (const [name, call] of own) {
    const counted = (...args: unknown[]): unknown => {
      if (made++ >= calls) throw new Error('killed');
      return (call as (...args: unknown[]) => unknown)(...args);
    };
    Object.assign(fs, { [name]: counted });
  }
  try {
    save();
    return false;
  } catch {
    return true;
  } finally {
    Object.assign(fs, Object.fromEntries(own));
  }
}

describe('a pipeline on disk', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-pipeline-'));
  const saved = path.join(root, 'saved');
  let pipeline: AnomalyPipeline;
  before(async () => {
    pipeline = await fittedPipeline({ threshold: { kind: 'spot', q: 0.01, level: 0.9 }, smoothingSpan: 3 });
    pipeline.save(saved);
  });
  after(() => {
    pipeline.dispose();
    fs.rmSync(root, { recursive: true });
  });

  /** A copy of the saved folder to spoil. */
  const copy = (name: string) => {
    const folder = path.join(root, name);
    fs.cpSync(saved, folder, { recursive: true });
    return folder;
  };

  it('gives the same scores to the last bit in a new process, in one go and streamed', () => {
    const series = sineSeries({ seed: 8, length: 90 });
    series.values[40] = NaN;
    const input = path.join(root, 'input.npy');
    writeNpy(input, { shape: [series.length, series.features], data: series.values });
    const worker = path.join('test', 'pipeline', 'load-and-score.ts');
    const run = spawnSync(process.execPath, [...RUN_TYPESCRIPT, worker, saved, input], {
      cwd: REPOSITORY_ROOT,
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
    const { scores, predictions, streamed } = JSON.parse(run.stdout.trim().split('\n').pop()!) as Record<
      string,
      number[]
    >;
    const here = pipeline.predict(series);
    assert.deepEqual(scores, [...here.scores]);
    assert.deepEqual(predictions, [...here.predictions]);
    const stream = pipeline.stream();
    const own = Array.from(
      { length: 90 },
      (_, time) => stream.push(series.values.subarray(3 * time, 3 * time + 3)).score,
    );
    stream.dispose();
    assert.deepEqual(streamed, own.slice(7));
  });

  it('brings back settings, threshold and reference', async () => {
    const loaded = await AnomalyPipeline.load(saved);
    assert.deepEqual(loaded.settings, pipeline.settings);
    assert.deepEqual(loaded.parts.threshold, pipeline.parts.threshold);
    assert.deepEqual(loaded.parts.reference.scores, pipeline.parts.reference.scores);
    assert.deepEqual(loaded.parts.reference.inputs.values, pipeline.parts.reference.inputs.values);
    loaded.dispose();
  });

  it('refuses a folder that is truncated, changed or incomplete, whichever file it is', async () => {
    for (const file of fs.readdirSync(saved)) {
      const place = path.join(copy(`spoilt ${file}`), file);
      const bytes = fs.readFileSync(place);
      const spoil = async (content: Uint8Array, message: RegExp) => {
        fs.writeFileSync(place, content);
        await assert.rejects(AnomalyPipeline.load(path.dirname(place)), { name: 'PipelineError', message });
      };
      await spoil(bytes.subarray(0, bytes.length >> 1), /truncated or changed/);
      const middle = bytes.length >> 1;
      const flipped = Buffer.from(bytes);
      flipped[middle] = flipped[middle] === 0x31 ? 0x32 : 0x31;
      await spoil(flipped, /changed|invalid|not JSON/);
      fs.rmSync(place);
      await assert.rejects(AnomalyPipeline.load(path.dirname(place)), /truncated or changed|is missing/);
    }
  });

  it('refuses another version and another kind of manifest by name', async () => {
    const place = path.join(copy('other version'), 'manifest.json');
    const manifest = JSON.parse(fs.readFileSync(place, 'utf8')) as object;
    fs.writeFileSync(place, JSON.stringify({ ...manifest, version: 4 }));
    await assert.rejects(
      AnomalyPipeline.load(path.dirname(place)),
      /expected a pipeline of version 1 to 3; found version 4/,
    );
    fs.writeFileSync(place, JSON.stringify({ version: 1, files: [] }));
    await assert.rejects(
      AnomalyPipeline.load(path.dirname(place)),
      /expected the manifest of a pipeline; found another file/,
    );
    await assert.rejects(
      AnomalyPipeline.load(path.join(root, 'nowhere')),
      /expected a saved pipeline; manifest\.json is missing/,
    );
  });

  it('reads a folder of version 1, which names the rule of the threshold otherwise', async () => {
    const folder = copy('version 1');
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const asText = (json: object) => `${JSON.stringify(json, null, 1)}\n`;
    const read = (file: string) =>
      JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as Record<string, never>;
    const { settings, threshold, ...rest } = read('pipeline.json') as Record<string, Record<string, object>>;
    const renamed = (rule: object) => {
      const { kind, ...numbers } = rule as { kind: string };
      return { rule: kind, ...numbers };
    };
    const description = asText({
      settings: { ...settings, threshold: renamed(settings.threshold) },
      threshold: { ...threshold, rule: renamed(threshold.rule) },
      ...rest,
    });
    fs.writeFileSync(path.join(folder, 'pipeline.json'), description);
    const { sha256: _, ...manifest } = read('manifest.json');
    const entry = { path: 'pipeline.json', bytes: Buffer.byteLength(description), sha256: sha256(description) };
    const files = (manifest.files as { path: string }[]).map((each) => (each.path === entry.path ? entry : each));
    const old = { ...manifest, version: 1, files };
    fs.writeFileSync(path.join(folder, 'manifest.json'), asText({ ...old, sha256: sha256(asText(old)) }));
    const loaded = await AnomalyPipeline.load(folder);
    assert.deepEqual(loaded.settings, pipeline.settings);
    assert.deepEqual(loaded.parts.threshold, pipeline.parts.threshold);
    loaded.dispose();
  });

  it('can tell beforehand whether it can be written', () => {
    requirePipelinePlace(path.join(root, 'new', 'and', 'deep'));
    requirePipelinePlace(saved);
    const file = path.join(root, 'a file');
    fs.writeFileSync(file, '');
    for (const place of [file, path.join(file, 'below')]) {
      assert.throws(() => requirePipelinePlace(place), { name: 'PipelineError', message: /a file/ });
    }
    assert.throws(
      () => requirePipelinePlace(path.join(file, 'below')),
      /expected a parent folder that can be written to/,
    );
  });

  it('is one save or another, never a mixture, while another process saves over it', async () => {
    const target = path.join(root, 'saved again');
    const other = await fittedPipeline({ threshold: { kind: 'sigma', k: 3 }, seed: 5 });
    const second = path.join(root, 'second');
    other.save(second);
    pipeline.save(target);
    const known = [pipeline, other].map(identity);
    assert.notEqual(known[0], known[1]);
    other.dispose();
    const script = path.join('test', 'pipeline', 'save-again.ts');
    const saver = spawn(process.execPath, [...RUN_TYPESCRIPT, script, saved, second, target, '60'], {
      cwd: REPOSITORY_ROOT,
      stdio: 'ignore',
    });
    const ended = once(saver, 'exit');
    const found = new Set<string>();
    while (saver.exitCode === null && saver.signalCode === null) {
      const loaded = await AnomalyPipeline.load(target);
      found.add(identity(loaded));
      loaded.dispose();
      await nextTurn(); // lets the exit be seen
    }
    assert.deepEqual(await ended, [0, null]);
    assert.deepEqual([...found].sort(), [...known].sort());
  });

  it('is there whole, wherever a save over it is ended, and the next save leaves nothing behind', async () => {
    const place = path.join(root, 'ended');
    const target = path.join(place, 'pipeline');
    const other = await fittedPipeline({ threshold: { kind: 'sigma', k: 3 }, seed: 5 });
    pipeline.save(target);
    const found: string[] = [];
    for (let calls = 0, ended = true; ended; calls++) {
      ended = endedAfter(calls, () => other.save(target));
      const loaded = await AnomalyPipeline.load(target);
      found.push(identity(loaded));
      loaded.dispose();
      pipeline.save(target);
      assert.deepEqual(fs.readdirSync(place), ['pipeline']);
    }
    const [before, after] = [pipeline, other].map(identity);
    other.dispose();
    assert.ok(found.length > 9, `${found.length}`);
    const turn = found.indexOf(after);
    assert.deepEqual(
      found,
      found.map((_, i) => (i < turn ? before : after)),
    );
  });

  it('keeps the old one if the new one cannot be written', () => {
    const folder = copy('kept');
    const kept = fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8');
    const { renameSync } = fs;
    fs.renameSync = (from, to) => {
      if (String(from).endsWith('.tmp') && to === folder && !fs.existsSync(folder) && renames++ === 0) {
        throw new Error('ENOSPC: no space left on device');
      }
      renameSync(from, to);
    };
    let renames = 0;
    try {
      assert.throws(() => pipeline.save(folder), {
        name: 'PipelineError',
        message: `${folder}: the pipeline cannot be saved (ENOSPC: no space left on device).`,
      });
    } finally {
      fs.renameSync = renameSync;
    }
    assert.equal(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8'), kept);
  });

  it('takes the place of a pipeline, but of nothing else', async () => {
    const folder = copy('replaced');
    pipeline.save(folder);
    assert.deepEqual(fs.readdirSync(folder).sort(), fs.readdirSync(saved).sort());
    const precious = path.join(root, 'precious');
    fs.mkdirSync(precious);
    fs.writeFileSync(path.join(precious, 'thesis.txt'), 'mine');
    assert.throws(() => pipeline.save(precious), /expected a new folder, an empty one or a saved pipeline/);
    assert.equal(fs.readFileSync(path.join(precious, 'thesis.txt'), 'utf8'), 'mine');
    assert.deepEqual(
      fs.readdirSync(root).filter((name) => name.startsWith('.')),
      [],
    );
  });
});
