/** Records a detector's scoring as a graph with constant weights, for batches of any size. */
import * as tf from '@tensorflow/tfjs';
import {
  isKnownOperation,
  neededEvents,
  record,
  tensorflowBackend,
  type RecordedConstant,
  type RecordedOperation,
  type TensorflowBackend,
  type TensorSpec,
} from '../../runtime/capture/index';
import type { Detector } from '../../models/index';
import { withoutKernels } from '../../runtime/index';
import { affine, affineShape, type Affine } from './affine';
import { ExportError } from './export-error';

/** An output of a node, or the input. */
export interface TensorReference {
  readonly node: string;
  readonly output: number;
}

export interface ConstantNode extends TensorSpec {
  readonly kind: 'constant';
  readonly name: string;
  /** Row-major, little endian. */
  readonly content: Buffer;
}

/** Integers that depend on the batch size, such as the shape in a reshape; int32, a scalar or a vector. */
export interface BatchIntegersNode {
  readonly kind: 'batch-integers';
  readonly name: string;
  readonly rank: number;
  readonly elements: readonly Affine[];
}

/** A tensor whose shape depends on the batch size: one value, or one row, repeated. */
interface SpreadNode {
  readonly kind: 'spread';
  readonly name: string;
  /** A single value, or a row whose first axis, the batch axis, has size 1. */
  readonly value: TensorSpec & { readonly content: Buffer };
  readonly shape: readonly Affine[];
}

export interface OperationNode {
  readonly kind: 'operation';
  readonly name: string;
  readonly recorded: RecordedOperation;
  readonly inputs: readonly TensorReference[];
}

export type ScoringNode = ConstantNode | BatchIntegersNode | SpreadNode | OperationNode;

export interface ScoringGraph {
  readonly detector: string;
  /** Cleaned and scaled windows, float32, [batch, windowSize, features]. */
  readonly input: { readonly name: 'windows'; readonly windowSize: number; readonly features: number };
  /** Every node follows the nodes that it needs. */
  readonly nodes: readonly ScoringNode[];
  /** One score per window, [batch]. */
  readonly output: TensorReference;
  /** Returns type and shape of a reference, for a batch of {@link BATCHES}[0]. */
  specOf(reference: TensorReference): TensorSpec;
}

/** Recordings with two batch sizes show what depends on the batch, and how. */
const BATCHES = [2, 3] as const;

/**
 * Records how a detector scores.
 *
 * @throws {ExportError} If its scoring is not a fixed graph of TensorFlow operations; the message gives the reason.
 */
export function scoringGraph(detector: Detector): ScoringGraph {
  const backend = tensorflowBackend();
  if (!backend)
    throw new ExportError(
      `${detector.name}: expected the TensorFlow backend for the export; found ${tf.getBackend()}.`,
    );
  const refuse = (reason: string): never => {
    throw new ExportError(`${detector.name}: ${reason}.`);
  };
  let graph: ScoringGraph | undefined;
  tf.tidy(() => {
    const [first, second] = BATCHES.map((batch) => recordScoring(backend, detector, batch)) as [Trace, Trace];
    if (first.events.length !== second.events.length) refuse('its operations change with the number of windows');
    graph = assemble(detector, { first, second, refuse });
  });
  return graph!;
}

interface Trace {
  readonly events: readonly (RecordedOperation | RecordedConstant)[];
  readonly input: number;
  readonly output: number;
  /** Weights and other tensors that existed before the recording, by id. */
  readonly held: ReadonlyMap<number, RecordedConstant>;
}

function recordScoring(backend: TensorflowBackend, detector: Detector, batch: number): Trace {
  const { windowSize, features } = detector.config;
  const windows = tf.randomNormal<tf.Rank.R3>([batch, windowSize, features], 0, 1, 'float32', 1);
  const [input] = backend.getInputTensorIds([windows]) as [number];
  const score = () => (detector.graphScore ? detector.graphScore(windows) : detector.anomalyScore(windows));
  score(); // uploads the weights to TensorFlow if that has not happened yet
  // Others can run a graph only if its operations are TensorFlow's own.
  const recording = withoutKernels(() => record(backend, () => [score()]));
  if (recording.refusal) throw new ExportError(`${detector.name}: ${recording.refusal}.`);
  const [output] = recording.outputIds as [number];
  const events = neededEvents(recording, [{ id: output }]);
  const held = [...recording.used]
    .filter(([id]) => id !== input)
    .map(([id, tensor]) => {
      const { dtype, shape } = tensor;
      const { buffer, byteOffset, byteLength } = tensor.dataSync<'float32'>();
      const content = Buffer.from(buffer.slice(byteOffset, byteOffset + byteLength));
      return [id, { kind: 'constant', id, dtype: backend.getDTypeInteger(dtype), shape, content }] as const;
    });
  return { events, input, output, held: new Map(held) };
}

interface Pair {
  readonly first: Trace;
  readonly second: Trace;
  refuse(reason: string): never;
}

function assemble(detector: Detector, { first, second, refuse }: Pair): ScoringGraph {
  const { windowSize, features } = detector.config;
  const [references, specs] = [new Map<number, TensorReference>(), new Map<string, TensorSpec>()];
  const nodes: ScoringNode[] = [];
  const add = (id: number, spec: TensorSpec, { node, output }: TensorReference) => {
    references.set(id, { node, output });
    specs.set(`${node}:${output}`, spec);
  };
  add(first.input, { dtype: 1, shape: [BATCHES[0], windowSize, features] }, { node: 'windows', output: 0 });
  for (const constant of first.held.values()) {
    const name = `weight${nodes.length}`;
    nodes.push({ ...constant, name });
    add(constant.id, constant, { node: name, output: 0 });
  }
  first.events.forEach((event, i) => {
    const name = `n${nodes.length}`;
    const other = second.events[i];
    if (event.kind === 'constant') {
      if (other.kind !== 'constant') return refuse('its operations change with the number of windows');
      nodes.push(constantNode(name, [event, other], refuse));
      return add(event.id, event, { node: name, output: 0 });
    }
    requireSame(event, other, refuse);
    nodes.push({ kind: 'operation', name, recorded: event, inputs: event.inputs.map((id) => references.get(id)!) });
    event.outputs.forEach((handle, output) => add(handle.id, handle, { node: name, output }));
  });
  return {
    detector: detector.name,
    input: { name: 'windows', windowSize, features },
    nodes,
    output: references.get(first.output)!,
    specOf: ({ node, output }) => specs.get(`${node}:${output}`)!,
  };
}

function requireSame(event: RecordedOperation, other: Trace['events'][number], refuse: Pair['refuse']): void {
  if (other.kind !== 'operation' || other.op !== event.op) refuse('its operations change with the number of windows');
  if (event.op.startsWith('StatelessRandom')) refuse('its score draws random numbers');
  if (!isKnownOperation(event.op)) refuse(`it uses the operation ${event.op}, which cannot be exported`);
  const attributes = (one: RecordedOperation) => JSON.stringify(one.attributes);
  if (attributes(event) !== attributes(other)) refuse(`its operation ${event.op} is fixed to one number of windows`);
}

/** Makes the node of a recorded constant, which may depend on the batch size. */
function constantNode(
  name: string,
  [one, other]: readonly [RecordedConstant, RecordedConstant],
  refuse: Pair['refuse'],
): ScoringNode {
  const { dtype, shape, content } = one;
  if (content.equals(other.content) && shape.join() === other.shape.join()) {
    return { kind: 'constant', name, dtype, shape, content };
  }
  if (dtype === 3 && shape.join() === other.shape.join() && shape.length < 2) {
    const [a, b] = [one, other].map((constant) => new Int32Array(Uint8Array.from(constant.content).buffer));
    const elements = Array.from(a, (value, k) => affine([value, b[k]], BATCHES));
    return { kind: 'batch-integers', name, rank: shape.length, elements };
  }
  const value = spreadValue(one, other);
  if (!value) return refuse('it holds values that depend on the number of windows');
  return { kind: 'spread', name, value, shape: affineShape(shape, other.shape, BATCHES) };
}

/** Finds what two constants of different shape repeat: one row along the first axis, or one value, if either. */
function spreadValue(one: RecordedConstant, other: RecordedConstant): SpreadNode['value'] | undefined {
  const { dtype, shape, content } = one;
  if (shape.length !== other.shape.length) return undefined;
  const repeats = (part: Buffer) => [one, other].every((constant) => isRepeated(part, constant.content));
  const followsBatch = [one, other].every((constant, i) => constant.shape[0] === BATCHES[i]);
  const row = content.subarray(0, content.length / BATCHES[0]);
  if (followsBatch && shape.slice(1).join() === other.shape.slice(1).join() && repeats(row)) {
    return { dtype, shape: [1, ...shape.slice(1)], content: row };
  }
  const single = content.subarray(0, content.length / shape.reduce((size, axis) => size * axis, 1));
  return repeats(single) ? { dtype, shape: [], content: single } : undefined;
}

function isRepeated(part: Buffer, content: Buffer): boolean {
  return part.length > 0 && content.equals(Buffer.alloc(content.length, part));
}
