/** Section 4.5.4's saved pipelines: a second process, a changed bit, and what an export writes; all in temporary folders. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { messageOf, REPOSITORY_ROOT, RUN_TYPESCRIPT } from '../base/index';
import { writeNpy, type Series } from '../data/index';
import { AnomalyPipeline, exportPipeline, PipelineVersions } from '../pipeline/index';

/** What became of a saved pipeline. */
export interface SavedOutcome {
  /** Scores of a second process, and how many of them differ in any bit. */
  readonly scores: number;
  readonly differing: number;
  /** What loading says of a folder in which one bit was changed. */
  readonly refusal: string;
}

/** Saves a pipeline, lets `npm run score` score a series with it in another process, then changes one bit of its folder. */
export async function savedAndTampered(pipeline: AnomalyPipeline, test: Series): Promise<SavedOutcome> {
  return inTemporary(async (folder) => {
    const [saved, input, output] = ['pipeline', 'series', 'scored'].map((name) => path.join(folder, name));
    pipeline.save(saved);
    fs.mkdirSync(input);
    writeNpy(path.join(input, 'run.npy'), { shape: [test.length, test.features], data: test.values });
    const script = [...RUN_TYPESCRIPT, path.join('scripts', 'score.ts')];
    const places = ['--pipeline', saved, '--input', input, '--output', output];
    execFileSync(process.execPath, [...script, ...places], { cwd: REPOSITORY_ROOT, stdio: 'ignore' });
    const [, ...lines] = fs.readFileSync(path.join(output, 'run.npy.scores.csv'), 'utf8').trim().split('\n');
    const { scores } = pipeline.predict(test);
    const differing = lines.filter((line, time) => Number(line.split(',')[1]) !== scores[time]).length;
    changeOneBit(saved);
    const refusal = await AnomalyPipeline.load(saved).then(() => 'nothing, it was accepted.', messageOf);
    return { scores: lines.length, differing, refusal: refusal.split(folder).join('FOLDER') };
  });
}

function changeOneBit(saved: string): void {
  const files = fs.readdirSync(saved).map((name) => path.join(saved, name));
  const largest = files.reduce((most, file) => (fs.statSync(file).size > fs.statSync(most).size ? file : most));
  const bytes = fs.readFileSync(largest);
  bytes[bytes.length - 5] ^= 1;
  fs.writeFileSync(largest, bytes);
}

/** Takes pipelines into use one after another as versions of one folder, then rolls back. @returns What is in use when. */
export async function promotedAndBack(pipelines: readonly AnomalyPipeline[]): Promise<string> {
  return inTemporary(async (folder) => {
    const versions = new PipelineVersions(path.join(folder, 'versions'));
    for (const pipeline of pipelines) await versions.promote(versions.add(pipeline));
    const [kept, used] = [versions.list().join(', '), versions.current()];
    return `${kept} are kept; in use is ${used} and, after rolling back, ${await versions.rollBack()}`;
  });
}

/** Exports a pipeline both ways, as far as its detector can be, and lists the files. */
export async function exportedFiles(pipeline: AnomalyPipeline): Promise<string[]> {
  return inTemporary(async (folder) =>
    exportPipeline(pipeline, folder, ['onnx', 'saved-model']).map((file) => path.relative(folder, file)),
  );
}

/** Lists the panels of the dashboard for Grafana in monitoring/. */
export function dashboardPanels(): string[] {
  const file = path.join(REPOSITORY_ROOT, 'monitoring', 'grafana-dashboard.json');
  const { panels } = JSON.parse(fs.readFileSync(file, 'utf8')) as { panels: readonly { title: string }[] };
  return panels.map(({ title }) => title);
}

async function inTemporary<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-practice-'));
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
