/** Turns a recording into a function of a graph: pure, from inputs and state to outputs and new values of the state. */
import { CaptureError } from './capture-error';
import { attribute, constant, type GraphFunction, type GraphNode, type TensorSpec } from './graph-def';
import { inferredAttributes, isKnownOperation, outputNames } from './operations';
import type { Message } from '../protobuf';
import type { RecordedOperation, Recording } from './recorder';

/** A step as a function of a graph: (inputs, state) -> (outputs, new values of the state that it assigns). */
export interface GraphStep {
  readonly definition: GraphFunction;
  /** The type of everything that the function's nodes refer to. */
  readonly types: ReadonlyMap<string, number>;
  /** How many of the function's inputs are fed; the others are state. */
  readonly inputCount: number;
  /** How many of its results are outputs; the others are new values. */
  readonly outputCount: number;
  /** Which of the state each new value replaces. */
  readonly assigns: readonly number[];
}

/** What a recorded step takes and gives, each tensor by its handle id. */
export interface StepSignature {
  readonly inputs: readonly SignatureEntry[];
  /** Variables, and tensors that the step closes over. */
  readonly state: readonly SignatureEntry[];
  readonly outputs: readonly SignatureEntry[];
  /** Which of the state the step assigns, and the new value of each. */
  readonly assigns: readonly number[];
  readonly newValues: readonly SignatureEntry[];
}

export interface SignatureEntry extends TensorSpec {
  readonly name: string;
  readonly id: number;
}

/**
 * Makes a graph function of a recording: its operations become the nodes, except those that no result depends on.
 *
 * @throws {CaptureError} If a graph cannot hold one of the operations or attributes.
 */
export function graphOfRecording(recording: Recording, signature: StepSignature): GraphStep {
  const { inputs, state, outputs, assigns, newValues } = signature;
  const results = [...outputs, ...newValues];
  const sources = new Map<number, { from: string; dtype: number }>();
  for (const { id, name, dtype } of [...inputs, ...state]) sources.set(id, { from: name, dtype });
  const nodes: GraphNode[] = [];
  for (const event of neededEvents(recording, results)) {
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
    const references = outputNames(name, event.op, event.outputs.length);
    event.outputs.forEach(({ id, dtype }, i) => sources.set(id, { from: references[i], dtype }));
  }
  return {
    definition: {
      name: 'step',
      inputs: [...inputs, ...state],
      outputs: results.map((result) => ({ ...result, from: sources.get(result.id)!.from })),
      nodes,
    },
    types: new Map([...sources.values()].map(({ from, dtype }) => [from, dtype])),
    inputCount: inputs.length,
    outputCount: outputs.length,
    assigns,
  };
}

/** Keeps the events that the results depend on, in their order. tfjs computes some gradients that nobody asks for. */
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
 * Writes a recorded operation's attributes as a graph states them.
 *
 * @throws {CaptureError} If an attribute has an unknown type.
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
