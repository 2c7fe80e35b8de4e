/** Writes how a job was trained, for TensorBoard. */
import path from 'node:path';
import { writeEventFile, type ScalarPoint } from './event-file';
import type { Stored } from './flat-record';

/**
 * Writes the losses and learning rates of a job as a run of TensorBoard, `FOLDER/DETECTOR/CHANNEL-seed-SEED-HASH`.
 *
 * @returns The file; undefined where nothing was trained.
 */
export function writeTrainingLog(folder: string, { job, hash, result, run }: Stored): string | undefined {
  const { history } = result;
  if (!history) return undefined;
  const curves: Record<string, readonly number[]> = {
    'loss/train': history.trainLoss,
    'loss/validation': history.validationLoss,
    'learning rate': history.learningRates,
    ...Object.fromEntries(Object.entries(history.phaseLosses).map(([phase, losses]) => [`loss/${phase}`, losses])),
  };
  const points = Object.entries(curves).flatMap(([tag, values]): ScalarPoint[] =>
    values.map((value, step) => ({ tag, step, value })),
  );
  const name = `${job.channel.replace(/[^\w.-]/g, '_')}-seed-${job.seed}-${hash.slice(0, 8)}`;
  return writeEventFile(path.join(folder, job.detector, name), points, Date.parse(run.finishedAt) / 1000);
}
