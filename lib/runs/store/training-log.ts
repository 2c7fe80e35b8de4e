/** How a unit was trained, for TensorBoard. */
import path from 'node:path';
import { writeEventFile, type ScalarPoint } from './event-file';
import type { UnitRecord } from './job-record';

/**
 * Writes the losses and learning rates of a unit as a run of TensorBoard, `FOLDER/MODEL/CHANNEL-seed-SEED-HASH`.
 *
 * @returns The file; undefined where nothing was trained.
 */
export function writeTrainingLog(folder: string, { unit, hash, result, run }: UnitRecord): string | undefined {
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
  const name = `${unit.channel.replace(/[^\w.-]/g, '_')}-seed-${unit.seed}-${hash.slice(0, 8)}`;
  return writeEventFile(path.join(folder, unit.model, name), points, Date.parse(run.finishedAt) / 1000);
}
