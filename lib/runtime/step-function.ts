/** Turns a recording into a function of a graph: pure, from inputs and variables to outputs and new variables. */
import { attribute, constant, type GraphFunction, type GraphNode, type TensorSpec } from './graph-def';
import { inferredAttributes, isKnownOperation, outputName } from './operations';
import type { Message } from './protobuf';
import type { RecordedOperation, Recording } from './recorder';
import { transposeWeightsOnce } from './transposed-weights';

/** What a recorded step takes and gives, each by its handle id. */
export interface StepSignature {
  readonly inputs: readonly SignatureEntry[];
  /** Variables, and tensors the step closes over. */
  readonly state: readonly SignatureEntry[];
  /** The step's outputs, then the new values of the variables that it assigns. */
  readonly results: readonly SignatureEntry[];
}

export interface SignatureEntry extends TensorSpec {
  readonly name: string;
  readonly id: number;
}

/** Thrown where a step cannot become a graph; the message completes "it runs eagerly because ...". */
export class CaptureError extends Error {}

/**
 * @param recording  Its operations become the nodes, except those that nothing depends on.
 * @returns          The function, and the type of everything that its nodes refer to.
 * @throws           {@link CaptureError} on an operation that a graph of ours cannot hold.
 */
export function stepFunction(
  recording: Recording,
  { inputs, state, results }: StepSignature,
): { definition: GraphFunction; types: ReadonlyMap<string, number> } {
  const sources = new Map<number, { from: string; dtype: number }>();
  for (const { id, name, dtype } of [...inputs, ...state]) sources.set(id, { from: name, dtype });
  const nodes: GraphNode[] = [];
  for (const event of transposeWeightsOnce(neededEvents(recording, results))) {
    const name = `n${nodes.length}`;
    if (event.kind === 'constant') {
      nodes.push(constant(name, event, event.content));
      sources.set(event.id, { from: `${name}:output:0`, dtype: event.dtype });
      continue;
    }
    if (!isKnownOperation(event.op))
      throw new CaptureError(`it uses the operation ${event.op}, which has no place in a graph`);
    const from = event.inputs.map((id) => sources.get(id)!);
    const attributes = operationAttributes(
      event,
      from.map(({ dtype }) => dtype),
    );
    nodes.push({ name, op: event.op, inputs: from.map((source) => source.from), attributes });
    event.outputs.forEach(({ id, dtype }, i) => sources.set(id, { from: outputName(name, event.op, i), dtype }));
  }
  const outputs = results.map((result) => ({ ...result, from: sources.get(result.id)!.from }));
  const types = new Map([...sources.values()].map(({ from, dtype }) => [from, dtype]));
  return { definition: { name: 'step', inputs: [...inputs, ...state], outputs, nodes }, types };
}

/** The events that the results depend on, in their order. tfjs computes some gradients that nobody asks for. */
export function neededEvents(
  { events }: Pick<Recording, 'events'>,
  results: readonly { id: number }[],
): Recording['events'] {
  const needed = new Set(results.map(({ id }) => id));
  return events
    .slice()
    .reverse()
    .filter((event) => {
      if (event.kind === 'constant') return needed.has(event.id);
      if (!event.outputs.some(({ id }) => needed.has(id))) return false;
      event.inputs.forEach((id) => needed.add(id));
      return true;
    })
    .reverse();
}

/**
 * A recorded operation's attributes as a graph states them.
 *
 * @throws {@link CaptureError} on an attribute of a type that is not known.
 */
export function operationAttributes(
  operation: RecordedOperation,
  inputTypes: readonly number[],
): Record<string, Message> {
  const attributes = inferredAttributes(operation.op, inputTypes);
  for (const { name, type, value } of operation.attributes) {
    if (value === undefined || value === null) continue;
    const encode = ATTRIBUTE_ENCODERS[type];
    if (!encode)
      throw new CaptureError(`its operation ${operation.op} has an attribute ${name} of unknown type ${type}`);
    attributes[name] = encode(value);
  }
  return attributes;
}

/** By the binding's number for the type of an attribute (TF_AttrType in tensorflow/c/tf_attrtype.h). */
const ATTRIBUTE_ENCODERS: Record<number, (value: unknown) => Message> = {
  0: (value) => attribute.string(value as string),
  1: (value) => (Array.isArray(value) ? attribute.integers(value as number[]) : attribute.integer(value as number)),
  2: (value) => attribute.float(value as number),
  3: (value) => attribute.bool(Boolean(value)),
  4: (value) => attribute.type(value as number),
  5: (value) => attribute.shape(value as number[]),
};
