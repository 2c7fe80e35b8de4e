/** Collects the nodes and constants of an ONNX graph during translation from TensorFlow. */
import { DataType, type TensorSpec } from '../../runtime/capture/index';
import type { Affine } from './affine';
import { ExportError } from './export-error';
import { OnnxType, type OnnxAttribute, type OnnxNode, type OnnxTensor } from './onnx-model';
import type { BatchIntegersNode, ConstantNode, TensorReference, ScoringGraph, ScoringNode } from './scoring-graph';

/** The value that means "to the end" in ONNX's Slice. */
const TO_THE_END = 2 ** 31 - 1;

export class OnnxBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  private readonly byName: ReadonlyMap<string, ScoringNode>;
  private batch: string | undefined;
  private count = 0;

  constructor(readonly graph: ScoringGraph) {
    this.byName = new Map(graph.nodes.map((node) => [node.name, node]));
  }

  /** Adds a node. @returns  The name of its output. */
  add(op: string, inputs: readonly string[], attributes: Record<string, OnnxAttribute> = {}, output?: string): string {
    const name = output ?? this.fresh();
    this.nodes.push({ op, inputs, outputs: [name], attributes });
    return name;
  }

  /** Adds a constant vector of int64, the type of shapes and axes in ONNX. @returns  Its name. */
  int64(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const content = Buffer.from(BigInt64Array.from(values, BigInt).buffer);
    return this.constant({ type: OnnxType.int64, shape, content });
  }

  /** Adds a scalar float32 constant. @returns  Its name. */
  float(value: number): string {
    return this.constant({ type: OnnxType.float32, shape: [], content: Buffer.from(Float32Array.of(value).buffer) });
  }

  /** Adds a constant. @returns  Its name. */
  constant(tensor: Omit<OnnxTensor, 'name'>, name = this.fresh()): string {
    this.constants.push({ name, ...tensor });
    return name;
  }

  /** Returns type and shape of a reference; the shape is that for a batch of two. */
  spec(reference: TensorReference): TensorSpec {
    return this.graph.specOf(reference);
  }

  /** Returns constant integers, such as axes. @throws {ExportError} If they depend on the batch or are computed. */
  known(reference: TensorReference): number[] {
    return this.integers(reference).map(({ slope, offset }) => {
      if (slope === 0) return offset;
      throw new ExportError(
        `${this.graph.detector}: axes that depend on the number of windows cannot be expressed in ONNX.`,
      );
    });
  }

  /** Returns integers that depend on nothing but the batch size. @throws {ExportError} If they are computed. */
  integers({ node }: TensorReference): readonly Affine[] {
    const found = this.byName.get(node);
    if (found?.kind === 'batch-integers') return (found satisfies BatchIntegersNode).elements;
    if (found?.kind === 'constant' && found.dtype === DataType.int32) return readIntegers(found);
    throw new ExportError(`${this.graph.detector}: a shape that is computed from values cannot be exported to ONNX.`);
  }

  /** Adds a vector of int64 made of such integers. @returns  Its name. */
  vector(elements: readonly Affine[]): string {
    if (elements.every(({ slope }) => slope === 0)) return this.int64(elements.map(({ offset }) => offset));
    const parts = elements.map(({ slope, offset }) => {
      if (slope === 0) return this.int64([offset]);
      const scaled = slope === 1 ? this.batchSize() : this.add('Mul', [this.batchSize(), this.int64([slope])]);
      return offset === 0 ? scaled : this.add('Add', [scaled, this.int64([offset])]);
    });
    return parts.length === 1 ? parts[0] : this.add('Concat', parts, { axis: 0 });
  }

  /** Adds the ends of slices: begin + size, or the end of the axis if size is -1. @returns  Their name. */
  ends(begin: readonly Affine[], size: readonly Affine[]): string {
    return this.vector(
      begin.map((start, i) => {
        const { slope, offset } = size[i];
        if (slope === 0 && offset === -1) return { slope: 0, offset: TO_THE_END };
        return { slope: start.slope + slope, offset: start.offset + offset };
      }),
    );
  }

  /** Returns an unused name. */
  fresh(): string {
    return `t${this.count++}`;
  }

  /** Returns the name of the number of windows, int64 [1]. */
  private batchSize(): string {
    this.batch ??= this.add('Gather', [this.add('Shape', ['windows']), this.int64([0])], { axis: 0 });
    return this.batch;
  }
}

function readIntegers({ content }: ConstantNode): Affine[] {
  const values = new Int32Array(Uint8Array.from(content).buffer);
  return Array.from(values, (offset) => ({ slope: 0, offset }));
}
