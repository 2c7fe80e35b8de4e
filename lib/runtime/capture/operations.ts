/**
 * What TensorFlow's operations take and return, for the operations that tfjs calls.
 *
 * A call outside a graph may leave out attributes that TensorFlow reads from the inputs, such as the type of a Reshape's
 * shape; a node of a graph must state them. A function's nodes must also name the outputs that they take.
 */
import { attribute } from './graph-def';
import type { Message } from '../protobuf';

/**
 * `inputs > outputs: operations`. An input is the attribute that holds its type, or `-` where the type is fixed; `N*T`
 * stands for N inputs of type T. An output is its name. Source: the operations' definitions in TensorFlow 2.21
 * (tensorflow/core/ops), without operations that have side effects or work on strings or images.
 */
const SIGNATURES = `
T > y: Abs Acos Acosh Asin Asinh Atan Atanh Ceil ComplexAbs Cos Cosh Erf Exp Expm1 Floor IsFinite IsInf IsNan Log Log1p
T > y: Neg OnesLike Reciprocal Round Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh ZerosLike
T T > z: Add AddV2 Atan2 Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual Maximum Minimum Mul
T T > z: NotEqual Pow RealDiv SigmoidGrad SquaredDifference Sub TanhGrad
- - > z: LogicalAnd LogicalOr
- > y: LogicalNot
SrcT > y: Cast
T T > out: Complex
T > output: Imag Real
Tcomplex > output: FFT IFFT
- T T > output: Select SelectV2
T > activations: Elu LeakyRelu Relu Relu6 Selu Softplus
T T > backprops: EluGrad Relu6Grad ReluGrad SeluGrad
T > softmax: Softmax
T > logsoftmax: LogSoftmax
T T > loss backprop: SoftmaxCrossEntropyWithLogits
T T > product: MatMul
T T > output: BatchMatMulV2 BiasAdd
T > output: BiasAddGrad
N*T > output: Einsum Pack
N*T > sum: AddN
T Tidx > output: ArgMax ArgMin BroadcastTo Max Mean Min Prod ReverseV2 Sum
- Tidx > output: All Any
T Tidx > out: Cumprod Cumsum
T Tk > values indices: TopKV2
T Tindices Tnumsegments > output: UnsortedSegmentSum
- - T > bins: Bincount
T > output: DepthToSpace Diag Identity Squeeze
T Tshape > output: Reshape
T Tdim > output: ExpandDims
T Tperm > y: Transpose
T Tmultiples > output: Tile
T T > r0: BroadcastArgs
N*T Tidx > output: ConcatV2
T Tlen - > num_split*output: SplitV
T > num*output: Unpack
T Index Index > output: Slice
T Index Index Index > output: StridedSlice
T Tpaddings T > output: PadV2
T Tpaddings > output: MirrorPad
Tparams Tindices Taxis > output: GatherV2
Tparams Tindices > output: GatherNd
Tindices T Tindices > output: ScatterNd
T Tindices T > output: TensorScatterUpdate
Tindices Tindices T T > dense: SparseToDense
TI - T T > output: OneHot
index_type T > output: Fill
T T Tidx > output: LinSpace
Tidx Tidx Tidx > output: Range
T Tblock_shape Tcrops > output: BatchToSpaceND
T Tblock_shape Tpaddings > output: SpaceToBatchND
T > output: AvgPool AvgPool3D MaxPool MaxPool3D LRN
- T > output: AvgPool3DGrad AvgPoolGrad
T T T > output: LRNGrad MaxPoolGrad
TInput TInput T > output: MaxPool3DGrad
T T > output: Conv2D Conv3D DepthwiseConv2dNative Dilation2D
- T T > output: Conv2DBackpropInput DepthwiseConv2dNativeBackpropInput
T - T > output: Conv2DBackpropFilter Conv3DBackpropFilterV2 DepthwiseConv2dNativeBackpropFilter
Tshape T T > output: Conv3DBackpropInputV2
T T T > filter_backprop: Dilation2DBackpropFilter
T T T > in_backprop: Dilation2DBackpropInput
T T T T T > y batch_mean batch_variance reserve_space_1 reserve_space_2: FusedBatchNorm
T - > resized_images: ResizeBilinear ResizeNearestNeighbor
- T > output: ResizeBilinearGrad
T - > output: ResizeNearestNeighborGrad
T Tseed > output: StatelessRandomNormal StatelessRandomUniform StatelessRandomUniformFullInt
- - - - initial_states*- > states trace: TelltaleLstm
- - - - - - - initial_states*- > projection d_kernel d_recurrent d_bias initial_states*d_initial: TelltaleLstmGrad
- - - - - > states attention trace: TelltaleAttentionDecoder
- - - - - - - - > d_keys d_values d_initial d_scorer d_recurrent: TelltaleAttentionDecoderGrad
- - > attended discrepancy log_sums: TelltaleAnomalyAttention
- - - - - > d_projected d_sigma: TelltaleAnomalyAttentionGrad
- - - > y: TelltaleDense
- - > dx: TelltaleDenseInputGrad
- - > d_kernel: TelltaleDenseKernelGrad
- > d_bias: TelltaleDenseBiasGrad
- - > dp: TelltaleReluGrad
- > patches: TelltalePatches
- > images: TelltalePutPatches
- - - > y statistics: TelltaleLayerNorm
- - - - > dx d_gain d_bias: TelltaleLayerNormGrad
- > y: TelltaleGelu
- - > dx: TelltaleGeluGrad
- - - > z: TelltaleReparameterize
- - - > d_log_var: TelltaleReparameterizeGrad
- - > kl: TelltaleMeanKl
- - - > d_mu d_log_var: TelltaleMeanKlGrad
- - > loss: TelltaleMeanSquaredError
- - - > d_prediction: TelltaleMeanSquaredErrorGrad
n*- n*- - - - - > n*updated new_m new_v: TelltaleAdam
`;

interface Signature {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const signatures = new Map<string, Signature>();
for (const line of SIGNATURES.trim().split('\n')) {
  const [inputs, outputs, names] = line.split(/ > |: /);
  for (const name of names.split(' ')) signatures.set(name, { inputs: inputs.split(' '), outputs: outputs.split(' ') });
}

/** Whether a graph may hold this operation. */
export function isKnownOperation(op: string): boolean {
  return signatures.has(op);
}

/** Returns the attributes that follow from the types and the number of an operation's inputs. */
export function inferredAttributes(op: string, inputTypes: readonly number[]): Record<string, Message> {
  const attributes: Record<string, Message> = {};
  const { inputs } = signatures.get(op)!;
  const repeats = repeatsOf(inputs, inputTypes.length);
  let position = 0;
  for (const input of inputs) {
    const [name, count] = input.split('*').reverse() as [string, string | undefined];
    if (name !== '-') attributes[name] = attribute.type(inputTypes[position]);
    if (count) attributes[count] = attribute.integer(repeats);
    position += count ? repeats : 1;
  }
  return attributes;
}

/** Returns how many tensors each of the repeated arguments has, all of them equally many, among `total` tensors. */
function repeatsOf(names: readonly string[], total: number): number {
  const repeated = names.filter((name) => name.includes('*')).length;
  return repeated === 0 ? 0 : (total - (names.length - repeated)) / repeated;
}

/** Returns the references to a function's node's outputs, `count` of them, e.g. `n7:product:0`. */
export function outputNames(node: string, op: string, count: number): string[] {
  const { outputs } = signatures.get(op)!;
  const repeats = repeatsOf(outputs, count);
  return outputs.flatMap((output) => {
    const [name, repeated] = output.split('*').reverse() as [string, string | undefined];
    return Array.from({ length: repeated ? repeats : 1 }, (_, i) => `${node}:${name}:${i}`);
  });
}
