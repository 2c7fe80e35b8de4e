/** Converts weights of the official Anomaly Transformer (thuml/Anomaly-Transformer, PyTorch) to this project's layout. */
import * as tf from '@tensorflow/tfjs';

/** A PyTorch state_dict: row-major values by name. */
export type OfficialWeights = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>
>;

export interface OfficialSizes {
  readonly features: number;
  readonly modelDim: number;
  readonly heads: number;
  readonly layers: number;
  readonly feedForwardDim: number;
  readonly embedding: string;
  readonly finalNorm: boolean;
}

/**
 * Reads the values of an AnomalyTransformer's variables, in their order. It ignores the table of positions, which is
 * computed, and each attention's own norm, which the official forward pass does not use.
 *
 * @throws If a weight is missing or has another shape, or the embedding or finalNorm is not the official one.
 */
export function officialVariables(sizes: OfficialSizes, weights: OfficialWeights): tf.Tensor[] {
  const { features, modelDim: d, heads, layers, feedForwardDim: wide, embedding, finalNorm } = sizes;
  if (embedding !== 'token-convolution' || !finalNorm) {
    throw new Error(
      `anomaly-transformer: official weights need embedding 'token-convolution' and finalNorm true; found '${embedding}' and ${finalNorm}.`,
    );
  }
  const read = (name: string, shape: number[]) => readWeight(weights, name, shape);
  /** Reads kernel [inputs, outputs] and bias of a Linear, or of a Conv1d over one step. */
  const dense = (name: string, [inputs, outputs]: [number, number], convolution = false) => [
    read(`${name}.weight`, convolution ? [outputs, inputs, 1] : [outputs, inputs])
      .reshape([outputs, inputs])
      .transpose(),
    read(`${name}.bias`, [outputs]),
  ];
  const norm = (name: string) => [read(`${name}.weight`, [d]), read(`${name}.bias`, [d])];
  const block = (name: string) => {
    const parts = ['query', 'key', 'value'].map((part) => dense(`${name}.attention.${part}_projection`, [d, d]));
    return [
      tf.concat(
        parts.map(([kernel]) => kernel),
        1,
      ), // [modelDim, 3 * modelDim]
      tf.stack([parts[0][1], parts[2][1]]), // a key's bias changes nothing
      ...dense(`${name}.attention.sigma_projection`, [d, heads]),
      ...dense(`${name}.attention.out_projection`, [d, d]),
      ...norm(`${name}.norm1`),
      ...dense(`${name}.conv1`, [d, wide], true),
      ...dense(`${name}.conv2`, [wide, d], true),
      ...norm(`${name}.norm2`),
    ];
  };
  const token = read('embedding.value_embedding.tokenConv.weight', [d, features, 3]);
  return [
    token.transpose([2, 1, 0]).reshape([3 * features, d]),
    ...Array.from({ length: layers }, (_, i) => block(`encoder.attn_layers.${i}`)).flat(),
    ...norm('encoder.norm'),
    ...dense('projection', [d, features]),
  ];
}

function readWeight(weights: OfficialWeights, name: string, shape: number[]): tf.Tensor {
  const weight = weights[name];
  if (!weight) throw new Error(`anomaly-transformer: expected '${name}' among the official weights, found none.`);
  if (!tf.util.arraysEqual([...weight.shape], shape)) {
    const found = weight.shape.join(', ');
    throw new Error(`anomaly-transformer: expected '${name}' of shape [${shape.join(', ')}]; found [${found}].`);
  }
  return tf.tensor(Float32Array.from(weight.data), shape);
}
