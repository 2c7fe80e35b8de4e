/**
 * Calls native operations with random shapes, types and attributes, most of them wrong, and prints how many calls returned
 * and how many were refused, with a hash of all results. The arguments are the number of calls and the seed.
 */
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Random } from '../../lib/base';
import { loadBackend, runOperation } from '../../lib/runtime';
import type { Attributes } from '../../lib/runtime/native/operation';
import { operationCalls, vectorWidth, type OperationCall } from './native-operations';

/** A call as it is made: `kind` says how it was changed from one that fits. */
interface RandomCall extends OperationCall {
  readonly name: string;
  readonly kind: 'fitting' | 'one wrong shape' | 'wrong shapes' | 'integers' | 'wrong attribute';
}

/** Draws a size up to 9. */
const sizeOf = (random: Random, least: 0 | 1) => least + random.integer(10 - least);

function fittingCalls(random: Random, width: number): Readonly<Record<string, OperationCall>> {
  const least = random.uniform() < 0.2 ? 0 : 1;
  const size = () => sizeOf(random, least);
  const flag = () => random.uniform() < 0.5;
  const recurrent = { batch: size(), steps: size(), features: size(), hidden: size(), repeated: flag(), state: flag() };
  const attention = { positions: size(), units: size(), heads: size(), depth: size() };
  return operationCalls({ ...recurrent, ...attention }, width);
}

const randomShape = (random: Random) => Array.from({ length: random.integer(5) }, () => sizeOf(random, 0));

/** Changes a shape a little, which a check is more likely to miss: an axis longer, shorter, left out, added or moved. */
function bent(shape: readonly number[], random: Random): number[] {
  const result = [...shape];
  const axis = random.integer(shape.length + 1);
  const change = random.integer(4);
  if (change === 0 || axis === shape.length) result.splice(axis, 0, random.integer(3));
  else if (change === 1) result.splice(axis, 1);
  else if (change === 2) result.reverse();
  else result[axis] = Math.max(0, result[axis] + (random.uniform() < 0.5 ? 1 : -1));
  return result;
}

const WRONG_VALUES: readonly Attributes[string][] = [
  -1,
  0,
  1,
  2,
  7,
  3e9,
  2 ** 32,
  'relu',
  'none',
  true,
  { float: 0.5 },
];

function wrongAttributes(attributes: Attributes, random: Random): Attributes {
  // A wrong number of arguments would be TensorFlow's to refuse, and it does not name the operation.
  const names = Object.keys(attributes).filter((name) => !['n', 'initial_states'].includes(name));
  const name = names[random.integer(names.length)];
  const { [name]: _, ...others } = attributes;
  return random.uniform() < 0.2 ? others : { ...others, [name]: WRONG_VALUES[random.integer(WRONG_VALUES.length)] };
}

function drawCall(random: Random, width: number): RandomCall {
  const calls = fittingCalls(random, width);
  const names = Object.keys(calls);
  const name = names[random.integer(names.length)];
  const call = calls[name];
  const { inputs, attributes } = call;
  const changed = random.integer(inputs.length);
  const kind = random.uniform();
  if (kind < 0.2) return { ...call, name, kind: 'fitting' };
  if (kind < 0.6) {
    const shapes = inputs.map((shape, i) => (i === changed ? bent(shape, random) : shape));
    return { ...call, name, kind: 'one wrong shape', inputs: shapes };
  }
  if (kind < 0.8) return { ...call, name, kind: 'wrong shapes', inputs: inputs.map(() => randomShape(random)) };
  if (kind < 0.9 || attributes === undefined) return { ...call, name, kind: 'integers' };
  return { ...call, name, kind: 'wrong attribute', attributes: wrongAttributes(attributes, random) };
}

const digest = createHash('sha256');

/** Makes a call. Returns whether it was refused, with an error that names the operation. */
function isRefused({ name, kind, inputs, attributes, outputs }: RandomCall, random: Random): boolean {
  const integer = kind === 'integers' ? random.integer(inputs.length) : -1;
  const tensors = inputs.map((shape, i) => {
    // Positive: Adam takes the root of a moment.
    const values = Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => random.uniform(0.1, 1));
    return tf.tensor(values, [...shape], i === integer ? 'int32' : 'float32');
  });
  let results: tf.Tensor[];
  try {
    results = runOperation(name, tensors, { attributes, outputs: outputs.length });
  } catch (error) {
    assert.match((error as Error).message, new RegExp(`\\b${name}\\b`));
    const isEmpty = [...inputs, ...outputs].some((shape) => shape.includes(0));
    assert.ok(kind !== 'fitting' || isEmpty, (error as Error).message);
    return true;
  }
  const found = results.map(({ shape }) => shape);
  if (kind === 'fitting') assert.deepEqual(found, outputs);
  assert.equal(found.length, outputs.length);
  for (const [i, result] of results.entries()) {
    const values = result.dataSync();
    assert.ok(values.every(Number.isFinite), `output ${i} holds ${values.join()}`);
    digest.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return false;
}

async function main(count: number, seed: number): Promise<void> {
  await loadBackend();
  const random = new Random(seed);
  const width = vectorWidth();
  let refused = 0;
  for (let i = 0; i < count; i++) {
    const call = drawCall(random, width);
    try {
      tf.tidy(() => {
        if (isRefused(call, random)) refused++;
      });
    } catch (error) {
      throw new Error(`call ${i} of seed ${seed}, ${JSON.stringify(call)}`, { cause: error });
    }
  }
  process.stdout.write(`${JSON.stringify({ refused, returned: count - refused, digest: digest.digest('hex') })}\n`);
}

void main(Number(process.argv[2]), Number(process.argv[3]));
