/** Whether a pipeline can be written to a place: to be asked before the training, not after it. */
import fs from 'node:fs';
import path from 'node:path';
import { PipelineError } from './pipeline-error';

/** The file by which a folder is known as a pipeline's. */
export const MANIFEST = 'manifest.json';

/**
 * Checks that a folder is new, empty or a pipeline's, and that it, or the folders above it that are missing, can be made.
 *
 * @throws {PipelineError} If not.
 */
export function requirePipelinePlace(folder: string): void {
  const target = path.resolve(folder);
  const status = fs.existsSync(target) ? fs.statSync(target) : undefined;
  const files = status?.isDirectory() ? fs.readdirSync(target) : [];
  if (status && !(status.isDirectory() && (files.length === 0 || files.includes(MANIFEST)))) {
    throw new PipelineError(`${target}: expected a new folder, an empty one or a pipeline's; found something else.`);
  }
  const above = nearestAbove(target);
  if (!fs.statSync(above).isDirectory() || !isWritable(above)) {
    throw new PipelineError(`${target}: expected a folder above it that can be written to; ${above} cannot.`);
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
