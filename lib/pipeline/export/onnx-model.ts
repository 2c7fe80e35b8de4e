/** Encodes ONNX models as protocol buffers, with the field numbers of onnx/onnx.proto. */
import { Message } from '../../runtime/protobuf';

/** Version of the operators; ONNX Runtime reads 17 since its version 1.12. */
const OPSET = 17;
/** Version of the file format that belongs to this opset. */
const IR_VERSION = 8;

/** ONNX's numbers for element types (TensorProto.DataType). */
export const OnnxType = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;

export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** A plain number is an integer attribute; `{ float }` is a float. */
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
  /** Row-major, little endian. */
  readonly content: Buffer;
}

interface OnnxValue {
  readonly name: string;
  readonly type: number;
  /** A string names a size that is known only when the model runs. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** Returns the bytes of a `.onnx` file. */
export function encodeOnnx({ name, nodes, constants, inputs, outputs }: OnnxGraph): Buffer {
  const graph = new Message();
  nodes.forEach((node, i) => graph.message(1, nodeMessage(node, `${node.op}_${i}`)));
  graph.bytes(2, name);
  for (const tensor of constants) graph.message(5, tensorMessage(tensor));
  for (const value of inputs) graph.message(11, valueMessage(value));
  for (const value of outputs) graph.message(12, valueMessage(value));
  const opset = new Message().bytes(1, '').integer(2, OPSET);
  return new Message().integer(1, IR_VERSION).bytes(2, 'telltale').message(7, graph).message(8, opset).encode();
}

function nodeMessage({ op, inputs, outputs, attributes = {} }: OnnxNode, name: string): Message {
  const message = new Message();
  for (const input of inputs) message.bytes(1, input);
  for (const output of outputs) message.bytes(2, output);
  message.bytes(3, name).bytes(4, op);
  for (const [key, value] of Object.entries(attributes)) message.message(5, attributeMessage(key, value));
  return message;
}

/** AttributeProto.AttributeType. */
const AttributeType = { float: 1, integer: 2, string: 3, integers: 7 } as const;

function attributeMessage(name: string, value: OnnxAttribute): Message {
  const message = new Message().bytes(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, AttributeType.integer);
  if (typeof value === 'string') return message.bytes(4, value).integer(20, AttributeType.string);
  if ('float' in value) return message.float(2, value.float).integer(20, AttributeType.float);
  for (const element of value) message.integer(8, element);
  return message.integer(20, AttributeType.integers);
}

function tensorMessage({ name, type, shape, content }: OnnxTensor): Message {
  const message = new Message();
  for (const size of shape) message.integer(1, size);
  return message.integer(2, type).bytes(8, name).bytes(9, content);
}

function valueMessage({ name, type, shape }: OnnxValue): Message {
  const sizes = new Message();
  for (const size of shape) {
    sizes.message(1, typeof size === 'number' ? new Message().integer(1, size) : new Message().bytes(2, size));
  }
  const tensor = new Message().integer(1, type).message(2, sizes);
  return new Message().bytes(1, name).message(2, new Message().message(1, tensor));
}
