/**
 * Translates convolutions, forward and transposed. TensorFlow has channels last, [batch, height, width, channels], and
 * kernels [height, width, in, out]; ONNX has channels first and kernels [out, in, height, width].
 */
import type { OnnxAttribute } from './onnx-model';
import type { Translation } from './onnx-translation';

const CHANNELS_FIRST = [0, 3, 1, 2];
const CHANNELS_LAST = [0, 2, 3, 1];
const KERNEL = [3, 2, 0, 1];

/** Translates Conv2D (image, kernel), and Conv2DBackpropInput (sizes, kernel, image), which has the forward kernel. */
export function translateConvolution({ builder, node, inputs, attribute }: Translation): string {
  const transposed = node.recorded.op === 'Conv2DBackpropInput';
  const [image, kernel] = transposed ? [2, 1] : [0, 1];
  const strides = attribute<number[]>('strides').slice(1, 3);
  const shapes = {
    image: builder.spec(node.inputs[image]).shape,
    kernel: builder.spec(node.inputs[kernel]).shape,
    output: node.recorded.outputs[0].shape,
  };
  const [wide, narrow] = transposed ? [shapes.output, shapes.image] : [shapes.image, shapes.output];
  const pads = [0, 1].map((axis) => {
    // How far the kernel reaches beyond the wider image; TensorFlow puts an odd pad at the end.
    const reach = (narrow[axis + 1] - 1) * strides[axis] + shapes.kernel[axis] - wide[axis + 1];
    return attribute<string>('padding') === 'VALID' ? 0 : Math.max(0, reach);
  });
  const attributes: Record<string, OnnxAttribute> = {
    strides,
    kernel_shape: shapes.kernel.slice(0, 2),
    pads: [...pads.map((pad) => Math.floor(pad / 2)), ...pads.map((pad) => Math.ceil(pad / 2))],
  };
  if (transposed) {
    attributes.output_padding = [0, 1].map((axis) => {
      const reached = (narrow[axis + 1] - 1) * strides[axis] + shapes.kernel[axis] - pads[axis];
      return wide[axis + 1] - reached;
    });
  }
  const first = builder.add('Transpose', [inputs[image]], { perm: CHANNELS_FIRST });
  const weights = builder.add('Transpose', [inputs[kernel]], { perm: KERNEL });
  const result = builder.add(transposed ? 'ConvTranspose' : 'Conv', [first, weights], attributes);
  return builder.add('Transpose', [result], { perm: CHANNELS_LAST });
}
