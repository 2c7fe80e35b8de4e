/** Exports a detector's scoring as an ONNX model, for ONNX Runtime in any language. */
import { writeFileAtomic } from '../../base/index';
import type { Detector } from '../../models/index';
import type { Affine } from './affine';
import { ExportError } from './export-error';
import { OnnxBuilder } from './onnx-builder';
import { encodeOnnx, OnnxType, type OnnxGraph } from './onnx-model';
import { findTranslator, onnxTypes } from './onnx-operations';
import type { Translation } from './onnx-translation';
import {
  scoringGraph,
  type OperationNode,
  type TensorReference,
  type ScoringGraph,
  type ScoringNode,
} from './scoring-graph';

/**
 * Writes an ONNX model from `windows`, float32 [batch, windowSize, features], cleaned and scaled as by the pipeline, to
 * `scores`, float32 [batch].
 *
 * @throws {ExportError} If the detector's scoring is not a graph, or has an operation that is not translated yet.
 */
export function exportOnnx(detector: Detector, file: string): void {
  writeFileAtomic(file, encodeScoringOnnx(scoringGraph(detector)));
}

/** Returns the bytes of the model. */
export function encodeScoringOnnx(graph: ScoringGraph): Buffer {
  const builder = new OnnxBuilder(graph);
  const names = new Map<string, string>([['windows:0', 'windows']]);
  const nameOf = ({ node, output }: TensorReference) => names.get(`${node}:${output}`)!;
  for (const node of graph.nodes) {
    translate(builder, node, nameOf).forEach((name, output) => names.set(`${node.name}:${output}`, name));
  }
  builder.add('Identity', [nameOf(graph.output)], {}, 'scores');
  const { windowSize, features } = graph.input;
  return encodeOnnx({
    name: graph.detector,
    ...neededParts(builder, 'scores'),
    inputs: [{ name: 'windows', type: OnnxType.float32, shape: ['batch', windowSize, features] }],
    outputs: [{ name: 'scores', type: OnnxType.float32, shape: ['batch'] }],
  });
}

/** Returns the nodes and constants that an output depends on; integers that became attributes are not needed. */
function neededParts({ nodes, constants }: OnnxBuilder, output: string): Pick<OnnxGraph, 'nodes' | 'constants'> {
  const needed = new Set([output]);
  const neededNodes = [...nodes].reverse().filter(({ inputs, outputs }) => {
    const isNeeded = outputs.some((name) => needed.has(name));
    if (isNeeded) inputs.forEach((name) => needed.add(name));
    return isNeeded;
  });
  return { nodes: neededNodes.reverse(), constants: constants.filter(({ name }) => needed.has(name)) };
}

/** Translates a node. @returns  The ONNX names of its outputs. */
function translate(builder: OnnxBuilder, node: ScoringNode, nameOf: (reference: TensorReference) => string): string[] {
  switch (node.kind) {
    case 'constant':
      return [builder.constant({ ...node, type: typeOf(builder, node.dtype) }, node.name)];
    case 'batch-integers':
      return [integers(builder, node.elements, node.rank)];
    case 'spread': {
      const { dtype, ...tensor } = node.value;
      const value = builder.constant({ type: typeOf(builder, dtype), ...tensor });
      return [builder.add('Expand', [value, builder.vector(node.shape)])];
    }
    case 'operation':
      return operationOutputs(builder, node, nameOf);
  }
}

function operationOutputs(
  builder: OnnxBuilder,
  node: OperationNode,
  nameOf: (reference: TensorReference) => string,
): string[] {
  const { op, attributes } = node.recorded;
  const translator = findTranslator(op);
  if (!translator) {
    throw new ExportError(`${builder.graph.detector}: the operation ${op} has no translation to ONNX.`);
  }
  const translation: Translation = {
    builder,
    node,
    inputs: node.inputs.map(nameOf),
    attribute: <T>(name: string) => attributes.find((one) => one.name === name)!.value as T,
    rank: (input) => builder.spec(node.inputs[input]).shape.length,
  };
  const outputs = translator(translation);
  return typeof outputs === 'string' ? [outputs] : outputs;
}

/** Adds integers as int32 values. (Shapes and axes are read from the node instead.) */
function integers(builder: OnnxBuilder, elements: readonly Affine[], rank: number): string {
  const vector = builder.add('Cast', [builder.vector(elements)], { to: OnnxType.int32 });
  return rank === 0 ? builder.add('Squeeze', [vector, builder.int64([0])]) : vector;
}

function typeOf({ graph }: OnnxBuilder, dtype: number): number {
  const type = onnxTypes.get(dtype);
  if (type === undefined)
    throw new ExportError(`${graph.detector}: tensors of type ${dtype} cannot be exported to ONNX.`);
  return type;
}
