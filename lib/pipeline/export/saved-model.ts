/** Exports a detector's scoring as a SavedModel, for TensorFlow Serving and `tf.saved_model.load`. */
import path from 'node:path';
import { writeFileAtomic } from '../../base/index';
import type { Detector } from '../../models/index';
import {
  attribute,
  constant,
  DataType,
  encodeSavedModel,
  integerConstant,
  integersConstant,
  operation,
  operationAttributes,
  type GraphNode,
} from '../../runtime/capture/index';
import type { Affine } from './affine';
import { scoringGraph, type TensorReference, type ScoringGraph, type ScoringNode } from './scoring-graph';

/**
 * Writes a SavedModel with the signature `serving_default` from `windows`, float32 [batch, windowSize, features],
 * cleaned and scaled as by the pipeline, to `scores`, float32 [batch].
 *
 * @param folder  TensorFlow Serving expects a version number as its name, e.g. `models/detector/1`.
 * @throws {ExportError} If the detector's scoring is not a graph; the message gives the reason.
 */
export function exportSavedModel(detector: Detector, folder: string): void {
  writeFileAtomic(path.join(folder, 'saved_model.pb'), encodeScoringModel(scoringGraph(detector)));
}

/** Returns the bytes of the SavedModel. */
export function encodeScoringModel(graph: ScoringGraph): Buffer {
  const { windowSize, features } = graph.input;
  const input = { dtype: DataType.float32, shape: [-1, windowSize, features] };
  const placeholder = { dtype: attribute.type(input.dtype), shape: attribute.shape(input.shape) };
  const nodes = [
    operation('windows', 'Placeholder', [], placeholder),
    ...batchSize(),
    ...graph.nodes.flatMap((node) => graphNodes(node, graph)),
    operation('scores', 'Identity', [nameOf(graph.output)], { T: attribute.type(DataType.float32) }),
  ];
  return encodeSavedModel(nodes, [], {
    inputs: { windows: { tensor: 'windows:0', ...input } },
    outputs: { scores: { tensor: 'scores:0', dtype: DataType.float32, shape: [-1] } },
  });
}

const nameOf = ({ node, output }: TensorReference): string => (output === 0 ? node : `${node}:${output}`);

const INT32 = attribute.type(DataType.int32);

/** Returns nodes that compute the number of windows, `batch`. */
function batchSize(): GraphNode[] {
  return [
    operation('shape', 'Shape', ['windows'], { T: attribute.type(DataType.float32), out_type: INT32 }),
    integerConstant('first', 0),
    operation('batch', 'GatherV2', ['shape', 'first', 'first'], { Tparams: INT32, Tindices: INT32, Taxis: INT32 }),
  ];
}

function graphNodes(node: ScoringNode, graph: ScoringGraph): GraphNode[] {
  switch (node.kind) {
    case 'constant':
      return [constant(node.name, node, node.content)];
    case 'batch-integers':
      return integers(node.name, node.elements, node.rank);
    case 'spread': {
      const { name, value, shape } = node;
      return [
        ...integers(`${name}/shape`, shape, 1),
        constant(`${name}/value`, value, value.content),
        operation(name, 'BroadcastTo', [`${name}/value`, `${name}/shape`], {
          T: attribute.type(value.dtype),
          Tidx: INT32,
        }),
      ];
    }
    case 'operation': {
      const types = node.inputs.map((input) => graph.specOf(input).dtype);
      const attributes = operationAttributes(node.recorded, types);
      return [operation(node.name, node.recorded.op, node.inputs.map(nameOf), attributes)];
    }
  }
}

/** Returns nodes that compute slopes * batch + offsets: a vector, or a scalar if the rank is 0. */
function integers(name: string, elements: readonly Affine[], rank: number): GraphNode[] {
  const shape = rank === 0 ? [] : [elements.length];
  const part = (field: keyof Affine) => elements.map((element) => element[field]);
  return [
    integersConstant(`${name}/slope`, shape, part('slope')),
    integersConstant(`${name}/offset`, shape, part('offset')),
    operation(`${name}/rise`, 'Mul', [`${name}/slope`, 'batch'], { T: INT32 }),
    operation(name, 'AddV2', [`${name}/rise`, `${name}/offset`], { T: INT32 }),
  ];
}
