/** A detector's scoring as an ONNX model, for ONNX Runtime in any language. */
import { writeFileAtomic } from '../../base/index';
import type { Detector } from '../../models/index';
import type { Affine } from './affine';
import { ExportError } from './export-error';
import { OnnxBuilder } from './onnx-builder';
import { encodeOnnx, OnnxType, type OnnxGraph } from './onnx-model';
import { findTranslator, onnxTypes } from './onnx-operations';
import type { Translation } from './onnx-translation';
import { scoringGraph, type OperationNode, type Reference, type ScoringGraph, type ScoringNode } from './scoring-graph';

/**
 * Writes an ONNX model: `windows`, float32 [batch, windowSize, features], cleaned and scaled as the pipeline does it, to
 * `scores`, float32 [batch].
 *
 * @throws {ExportError} Where the detector's scoring is no graph, or holds an operation that is not translated yet.
 */
export function exportOnnx(detector: Detector, file: string): void {
  writeFileAtomic(file, encodeScoringOnnx(scoringGraph(detector)));
}

/** The bytes of the model. */
export function encodeScoringOnnx(graph: ScoringGraph): Buffer {
  const builder = new OnnxBuilder(graph);
  const names = new Map<string, string>([['windows:0', 'windows']]);
  const nameOf = ({ node, output }: Reference) => names.get(`${node}:${output}`)!;
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

/** The nodes and constants that an output depends on: integers that became attributes are no longer used. */
function neededParts({ nodes, constants }: OnnxBuilder, output: string): Pick<OnnxGraph, 'nodes' | 'constants'> {
  const needed = new Set([output]);
  const neededNodes = [...nodes].reverse().filter(({ inputs, outputs }) => {
    const isNeeded = outputs.some((name) => needed.has(name));
    if (isNeeded) inputs.forEach((name) => needed.add(name));
    return isNeeded;
  });
  return { nodes: neededNodes.reverse(), constants: constants.filter(({ name }) => needed.has(name)) };
}

/** The ONNX names of a node's outputs. */
function translate(builder: OnnxBuilder, node: ScoringNode, nameOf: (reference: Reference) => string): string[] {
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
  nameOf: (reference: Reference) => string,
): string[] {
  const { op, attributes } = node.recorded;
  const translator = findTranslator(op);
  if (!translator) {
    throw new ExportError(`${builder.graph.detector}: the operation ${op} is not translated to ONNX.`);
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

/** As int32, where they are used as values; shapes and axes are read off the node instead. */
function integers(builder: OnnxBuilder, elements: readonly Affine[], rank: number): string {
  const vector = builder.add('Cast', [builder.vector(elements)], { to: OnnxType.int32 });
  return rank === 0 ? builder.add('Squeeze', [vector, builder.int64([0])]) : vector;
}

function typeOf({ graph }: OnnxBuilder, dtype: number): number {
  const type = onnxTypes.get(dtype);
  if (type === undefined) throw new ExportError(`${graph.detector}: tensors of type ${dtype} have no place in ONNX.`);
  return type;
}
