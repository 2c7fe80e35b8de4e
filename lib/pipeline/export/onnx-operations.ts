/** Translations of TensorFlow's operations to ONNX, version 17 of its operators. */
import { DataType } from '../../runtime/capture/index';
import { translateConvolution } from './onnx-convolution';
import { OnnxType } from './onnx-model';
import type { Translation, Translator } from './onnx-translation';
import type { TensorReference } from './scoring-graph';

/** `TensorFlow:ONNX`, or one name if both are the same: same inputs, one output, no attributes. */
const SAME_INPUTS = `
Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Erf Exp Floor Identity Log Neg Reciprocal Relu Round Sigmoid Sign Sin Sinh
Sqrt Tan Tanh Softplus Add AddV2:Add AddN:Sum BiasAdd:Add Sub Mul Div RealDiv:Div Pow Maximum:Max Minimum:Min MatMul Equal
Greater GreaterEqual:GreaterOrEqual Less LessEqual:LessOrEqual LogicalAnd:And LogicalOr:Or LogicalNot:Not
Select:Where SelectV2:Where
`;

const translators = new Map<string, Translator>();
for (const pair of SAME_INPUTS.trim().split(/\s+/)) {
  const [name, op = name] = pair.split(':') as [string, string | undefined];
  translators.set(name, ({ builder, inputs }) => builder.add(op, inputs));
}

/** ONNX's element type for each of TensorFlow's. */
export const onnxTypes: ReadonlyMap<number, number> = new Map([
  [DataType.float32, OnnxType.float32],
  [DataType.int32, OnnxType.int32],
  [DataType.int64, OnnxType.int64],
  [DataType.bool, OnnxType.bool],
]);

const reduction =
  (op: string): Translator =>
  ({ builder, node, inputs, attribute }) => {
    const keepdims = Number(attribute<boolean>('keep_dims'));
    const axes = builder.known(node.inputs[1]);
    if (axes.length === 0) return builder.add('Identity', [inputs[0]]);
    // In this version ReduceSum takes its axes as an input, the other reductions as an attribute.
    if (op === 'ReduceSum') return builder.add(op, [inputs[0], builder.int64(axes)], { keepdims });
    return builder.add(op, [inputs[0]], { axes, keepdims });
  };

const extremeIndex =
  (op: string): Translator =>
  ({ builder, node, inputs }) => {
    const [axis] = builder.known(node.inputs[1]) as [number];
    const found = builder.add(op, [inputs[0]], { axis, keepdims: 0 });
    return builder.add('Cast', [found], { to: OnnxType.int32 });
  };

const product: Translator = ({ builder, inputs, attribute, rank }) => {
  const transposed = (input: number, adjoint: boolean) => {
    if (!adjoint) return inputs[input];
    const perm = Array.from({ length: rank(input) }, (_, axis) => axis);
    [perm[perm.length - 1], perm[perm.length - 2]] = [perm.length - 2, perm.length - 1];
    return builder.add('Transpose', [inputs[input]], { perm });
  };
  return builder.add('MatMul', [
    transposed(0, attribute<boolean>('adj_x')),
    transposed(1, attribute<boolean>('adj_y')),
  ]);
};

const shapeOf = ({ builder }: Translation, reference: TensorReference) => builder.vector(builder.integers(reference));

const special: Record<string, Translator> = {
  BatchMatMulV2: product,
  Square: ({ builder, inputs: [x] }) => builder.add('Mul', [x, x]),
  SquaredDifference: ({ builder, inputs }) => {
    const difference = builder.add('Sub', inputs);
    return builder.add('Mul', [difference, difference]);
  },
  Rsqrt: ({ builder, inputs }) => builder.add('Reciprocal', [builder.add('Sqrt', inputs)]),
  Log1p: ({ builder, inputs: [x] }) => builder.add('Log', [builder.add('Add', [x, builder.float(1)])]),
  Expm1: ({ builder, inputs: [x] }) => builder.add('Sub', [builder.add('Exp', [x]), builder.float(1)]),
  NotEqual: ({ builder, inputs }) => builder.add('Not', [builder.add('Equal', inputs)]),
  ZerosLike: ({ builder, inputs: [x] }) => builder.add('Sub', [x, x]),
  LeakyRelu: ({ builder, inputs, attribute }) =>
    builder.add('LeakyRelu', inputs, { alpha: { float: attribute<number>('alpha') } }),
  Elu: ({ builder, inputs }) => builder.add('Elu', inputs),
  Softmax: ({ builder, inputs }) => builder.add('Softmax', inputs, { axis: -1 }),
  LogSoftmax: ({ builder, inputs }) => builder.add('LogSoftmax', inputs, { axis: -1 }),
  Cast: ({ builder, inputs, attribute }) => {
    return builder.add('Cast', inputs, { to: onnxTypes.get(attribute<number>('DstT'))! });
  },
  Reshape: (one) => one.builder.add('Reshape', [one.inputs[0], shapeOf(one, one.node.inputs[1])]),
  BroadcastTo: (one) => one.builder.add('Expand', [one.inputs[0], shapeOf(one, one.node.inputs[1])]),
  Fill: (one) => one.builder.add('Expand', [one.inputs[1], shapeOf(one, one.node.inputs[0])]),
  Tile: (one) => one.builder.add('Tile', [one.inputs[0], shapeOf(one, one.node.inputs[1])]),
  ExpandDims: (one) => one.builder.add('Unsqueeze', [one.inputs[0], shapeOf(one, one.node.inputs[1])]),
  Squeeze: ({ builder, inputs, attribute }) =>
    builder.add('Squeeze', [inputs[0], builder.int64(attribute<number[]>('squeeze_dims'))]),
  Transpose: ({ builder, node, inputs }) =>
    builder.add('Transpose', [inputs[0]], { perm: builder.known(node.inputs[1]) }),
  ConcatV2: ({ builder, node, inputs }) => {
    const [axis] = builder.known(node.inputs[inputs.length - 1]) as [number];
    return builder.add('Concat', inputs.slice(0, -1), { axis });
  },
  Pack: ({ builder, inputs, attribute }) => {
    const axis = attribute<number>('axis');
    const slices = inputs.map((input) => builder.add('Unsqueeze', [input, builder.int64([axis])]));
    return builder.add('Concat', slices, { axis });
  },
  Unpack: ({ builder, inputs: [x], attribute }) => {
    const axis = attribute<number>('axis');
    const count = attribute<number>('num');
    return Array.from({ length: count }, (_, i) => builder.add('Gather', [x, builder.int64([i], [])], { axis }));
  },
  SplitV: ({ builder, node, inputs }) => {
    const [sizes, [axis]] = [builder.known(node.inputs[1]), builder.known(node.inputs[2])];
    const outputs = sizes.map(() => builder.fresh());
    builder.nodes.push({
      op: 'Split',
      inputs: [inputs[0], builder.int64(sizes)],
      outputs,
      attributes: { axis: axis },
    });
    return outputs;
  },
  Slice: ({ builder, node, inputs }) => {
    const [begin, size] = [builder.integers(node.inputs[1]), builder.integers(node.inputs[2])];
    return builder.add('Slice', [inputs[0], builder.vector(begin), builder.ends(begin, size)]);
  },
  PadV2: ({ builder, node, inputs: [x, , value] }) => {
    // Pairs of before and after, axis by axis; in ONNX all before come first.
    const pairs = builder.known(node.inputs[1]);
    const pads = [0, 1].flatMap((side) => pairs.filter((_, i) => i % 2 === side));
    return builder.add('Pad', [x, builder.int64(pads), value]);
  },
  GatherV2: ({ builder, node, inputs: [x, indices] }) => {
    const [axis] = builder.known(node.inputs[2]) as [number];
    return builder.add('Gather', [x, indices], { axis });
  },
  Einsum: ({ builder, inputs, attribute }) =>
    builder.add('Einsum', inputs, { equation: attribute<string>('equation') }),
  Mean: reduction('ReduceMean'),
  Sum: reduction('ReduceSum'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  ArgMax: extremeIndex('ArgMax'),
  ArgMin: extremeIndex('ArgMin'),
  Conv2D: translateConvolution,
  Conv2DBackpropInput: translateConvolution,
};
for (const [name, translator] of Object.entries(special)) translators.set(name, translator);

/** Finds the translation of an operation; undefined if there is none yet. */
export function findTranslator(op: string): Translator | undefined {
  return translators.get(op);
}
