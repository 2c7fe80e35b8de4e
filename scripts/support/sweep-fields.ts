/** What a sweep can vary, told before the units of work are made of it. */
import { didYouMean } from '../../lib/base/index';
import { findModel, type Unit } from '../../lib/experiments';
import { protocolSchema } from '../../lib/experiments/protocol';
import type { Sweep } from '../../lib/experiments/sweep';
import { unitSchema } from '../../lib/experiments/unit';

/** @throws If the sweep varies a field that the unit has not; the message names those it has, and the nearest. */
export function requireFields({ grid = {}, random }: Sweep, unit: Unit): void {
  const places = [...paths('grid', grid), ...paths('random.space', random?.space ?? {})];
  // Each model has settings of its own.
  const variesModel = places.some(({ field }) => field === 'model');
  const known = fieldsOf(unit);
  for (const { place, field } of places) {
    if (known.includes(field) || (variesModel && field.startsWith('config.'))) continue;
    const expected = `expected ${known.join(', ')}.${didYouMean(field, known)}`;
    throw new Error(`--sweep: ${place}: no such field of ${unit.model}; ${expected}`);
  }
}

function paths(where: string, fields: object): { place: string; field: string }[] {
  return Object.keys(fields).map((field) => ({ place: `${where}.${field}`, field }));
}

function fieldsOf({ model, protocol }: Unit): string[] {
  const { threshold: _, ...ofProtocol } = protocolSchema.shape;
  const within = (path: string, fields: readonly string[]) => fields.map((field) => `${path}.${field}`);
  return [
    ...within('config', findModel(model).settings),
    ...within('training', Object.keys(unitSchema.shape.training.unwrap().shape)),
    ...within('protocol', Object.keys(ofProtocol)),
    ...within('protocol.threshold', Object.keys(protocol.threshold)),
    'profile',
    'seed',
    'model',
  ];
}
