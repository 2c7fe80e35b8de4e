/**
 * TensorFlow graphs as protocol buffers: nodes, attributes, functions and the SavedModel around them. Field numbers are
 * those of tensorflow/core/framework/{graph,node_def,attr_value,function,op_def,tensor,tensor_shape}.proto and
 * tensorflow/core/protobuf/{meta_graph,saved_model}.proto.
 */
import { Message } from '../protobuf';

/** TensorFlow's numbers for the types of elements (tensorflow/core/framework/types.proto). */
export const DataType = { float32: 1, int32: 3, string: 7, complex64: 8, int64: 9, bool: 10, resource: 20 } as const;

/** A tensor's type and shape; `dtype` is one of {@link DataType}. */
export interface TensorSpec {
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** One operation: its inputs are names, `name:output` in a graph and `name:outputArgument:index` in a function. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Message>>;
}

/** A function without side effects: its outputs depend only on its inputs. */
export interface GraphFunction {
  readonly name: string;
  readonly inputs: readonly ({ readonly name: string } & TensorSpec)[];
  /** `from` names what is returned, written as a node's input is. */
  readonly outputs: readonly ({ readonly name: string; readonly from: string } & TensorSpec)[];
  readonly nodes: readonly GraphNode[];
}

/** Attribute values (AttrValue). */
export const attribute = {
  type: (value: number) => new Message().integer(6, value),
  types: (values: readonly number[]) => new Message().message(1, new Message().integers(6, values)),
  integer: (value: number) => new Message().integer(3, value),
  integers: (values: readonly number[]) => new Message().message(1, new Message().integers(3, values)),
  float: (value: number) => new Message().float(4, value),
  bool: (value: boolean) => new Message().integer(5, Number(value)),
  string: (value: string) => new Message().bytes(2, value),
  shape: (value: readonly number[]) => new Message().message(7, shapeMessage(value)),
  function: (name: string) => new Message().message(10, new Message().bytes(1, name)),
  tensor: ({ dtype, shape }: TensorSpec, content: Buffer) =>
    new Message().message(8, new Message().integer(1, dtype).message(2, shapeMessage(shape)).bytes(4, content)),
};

export function operation(
  name: string,
  op: string,
  inputs: readonly string[],
  attributes: GraphNode['attributes'] = {},
): GraphNode {
  return { name, op, inputs, attributes };
}

/** Makes a node that calls a function. */
export function call(name: string, target: GraphFunction, args: readonly string[]): GraphNode {
  const types = (tensors: readonly TensorSpec[]) => attribute.types(tensors.map(({ dtype }) => dtype));
  return operation(name, 'PartitionedCall', args, {
    Tin: types(target.inputs),
    Tout: types(target.outputs),
    f: attribute.function(target.name),
  });
}

/** Makes a node that holds a value, given by its bytes in memory. */
export function constant(name: string, spec: TensorSpec, content: Buffer): GraphNode {
  const attributes = { dtype: attribute.type(spec.dtype), value: attribute.tensor(spec, content) };
  return operation(name, 'Const', [], attributes);
}

/** Makes a node that holds int32 values. */
export function integersConstant(name: string, shape: readonly number[], values: readonly number[]): GraphNode {
  return constant(name, { dtype: DataType.int32, shape }, Buffer.from(Int32Array.from(values).buffer));
}

/** Makes a node that holds one int32. */
export function integerConstant(name: string, value: number): GraphNode {
  return integersConstant(name, [], [value]);
}

/** What a served graph takes and returns, by the names that a client uses; `tensor` is the graph's name, e.g. `n7:0`. */
export interface ServingSignature {
  readonly inputs: Readonly<Record<string, { readonly tensor: string } & TensorSpec>>;
  readonly outputs: Readonly<Record<string, { readonly tensor: string } & TensorSpec>>;
}

/**
 * Encodes a SavedModel that holds one graph under the tag `serve`, ready to be written to `saved_model.pb`.
 *
 * @param signature  Makes it servable, as `serving_default`; -1 in a shape stands for any size.
 */
export function encodeSavedModel(
  nodes: readonly GraphNode[],
  functions: readonly GraphFunction[],
  signature?: ServingSignature,
): Buffer {
  const library = new Message();
  for (const definition of functions) library.message(1, functionMessage(definition));
  const graph = new Message();
  for (const node of nodes) graph.message(1, nodeMessage(node));
  graph.message(4, new Message().integer(1, GRAPH_VERSION)).message(2, library);
  const metaGraph = new Message().message(1, new Message().bytes(4, 'serve')).message(2, graph);
  if (signature) metaGraph.entry(5, 'serving_default', signatureMessage(signature));
  return new Message().integer(1, 1).message(2, metaGraph).encode();
}

/** Version of the graph format; TensorFlow 2.9 (the published addon) and later read it (core/public/version.h). */
const GRAPH_VERSION = 1087;

function signatureMessage({ inputs, outputs }: ServingSignature): Message {
  const message = new Message();
  const add = (field: number, tensors: ServingSignature['inputs']) => {
    for (const [name, { tensor, dtype, shape }] of Object.entries(tensors))
      message.entry(field, name, new Message().bytes(1, tensor).integer(2, dtype).message(3, shapeMessage(shape)));
  };
  add(1, inputs);
  add(2, outputs);
  return message.bytes(3, 'tensorflow/serving/predict');
}

function nodeMessage({ name, op, inputs, attributes }: GraphNode): Message {
  const message = new Message().bytes(1, name).bytes(2, op);
  for (const input of inputs) message.bytes(3, input);
  for (const [key, value] of Object.entries(attributes)) message.entry(5, key, value);
  return message;
}

function functionMessage({ name, inputs, outputs, nodes }: GraphFunction): Message {
  const signature = new Message().bytes(1, name);
  const argument = (tensor: { name: string; dtype: number }) =>
    new Message().bytes(1, tensor.name).integer(3, tensor.dtype);
  for (const input of inputs) signature.message(2, argument(input));
  for (const output of outputs) signature.message(3, argument(output));
  const message = new Message().message(1, signature);
  for (const node of nodes) message.message(3, nodeMessage(node));
  for (const output of outputs) message.entry(4, output.name, output.from);
  return message;
}

function shapeMessage(shape: readonly number[]): Message {
  const message = new Message();
  for (const size of shape) message.message(2, new Message().integer(1, size));
  return message;
}
