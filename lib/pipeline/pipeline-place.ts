/** Checks before training that the pipeline can be saved afterwards. */
import fs from 'node:fs';
import path from 'node:path';
import { PipelineError } from './pipeline-error';

/** The file that marks a folder as a pipeline. */
export const MANIFEST = 'manifest.json';

/**
 * Checks that a folder is new, empty or a pipeline, and that it and missing folders above it can be created.
 *
 * @throws {PipelineError} If not.
 */
export function requirePipelinePlace(folder: string): void {
  const target = path.resolve(folder);
  const status = fs.existsSync(target) ? fs.statSync(target) : undefined;
  const files = status?.isDirectory() ? fs.readdirSync(target) : [];
  if (status && !(status.isDirectory() && (files.length === 0 || files.includes(MANIFEST)))) {
    throw new PipelineError(
      `${target}: expected a new folder, an empty one or a saved pipeline; found something else.`,
    );
  }
  const above = nearestAbove(target);
  if (!fs.statSync(above).isDirectory() || !isWritable(above)) {
    throw new PipelineError(`${target}: expected a parent folder that can be written to; ${above} cannot.`);
  }
}

function nearestAbove(target: string): string {
  const above = path.dirname(target);
  return fs.existsSync(above) || above === target ? above : nearestAbove(above);
}

function isWritable(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
