/** What options a training accepts: said before the first step, not by what becomes of it. */
import type { TrainingStage } from '../models/index';
import type { FitOptions } from './fit';

interface Rule {
  readonly name: string;
  readonly of: (options: FitOptions) => number;
  readonly expected: string;
  readonly holds: (value: number) => boolean;
}

const whole = (from: number) => (value: number) => Number.isInteger(value) && value >= from;

const rules: readonly Rule[] = [
  { name: 'epochs', of: ({ epochs }) => epochs, expected: 'a whole number of at least 1', holds: whole(1) },
  { name: 'batchSize', of: ({ batchSize }) => batchSize, expected: 'a whole number of at least 1', holds: whole(1) },
  { name: 'patience', of: ({ patience }) => patience, expected: 'a whole number of at least 1', holds: whole(1) },
  { name: 'seed', of: ({ seed }) => seed, expected: 'a whole number of at least 0', holds: whole(0) },
  {
    name: 'learningRate',
    of: ({ learningRate }) => learningRate,
    expected: 'a number of at least 0',
    holds: (value) => Number.isFinite(value) && value >= 0,
  },
  {
    name: 'plateau.factor',
    of: ({ plateau }) => plateau.factor,
    expected: 'a number above 0, at most 1',
    holds: (value) => value > 0 && value <= 1,
  },
  {
    name: 'plateau.patience',
    of: ({ plateau }) => plateau.patience,
    expected: 'a whole number of at least 0',
    holds: whole(0),
  },
];

/**
 * @param name  The model's, for messages.
 * @throws      If an option is out of its range; the message names it, what was expected and what was found.
 */
export function requireFitOptions(name: string, options: FitOptions): void {
  const broken = rules.find(({ of, holds }) => !holds(of(options)));
  if (!broken) return;
  throw new Error(`${name}: ${broken.name} must be ${broken.expected}; found ${String(broken.of(options))}.`);
}

/**
 * Refuses a learning rate that nobody would heed.
 *
 * @param learningRate  The one asked for; undefined if none was.
 * @throws              If every phase of the training has a rate of its own.
 */
export function requireHeededRate(
  name: string,
  stages: readonly TrainingStage[],
  learningRate: number | undefined,
): void {
  const phases = stages.flatMap((stage) => stage.phases);
  if (learningRate === undefined || phases.some(({ adam }) => adam?.learningRate === undefined)) return;
  const names = [...new Set(phases.map((phase) => phase.name))].join(', ');
  throw new Error(
    `${name}: a learningRate of ${learningRate} would move nothing, for ${names} have rates of their own in its config.`,
  );
}
