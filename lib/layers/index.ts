/**
 * Layers and formulas that the networks share. Each states its equations, shapes and source.
 *
 * @module
 */
export { anomalyAttention, type DiscrepancyGradients } from './anomaly-attention';
export { discrepancyFromPrior } from './association-discrepancy';
export { gaussianPrior, priorWidth, seriesAssociation } from './associations';
export { attentionDecoder, attentionWeights } from './attention-decoder';
export type { AttentionDecoderInputs, AttentionDecoderWeights } from './attention-decoder';
export { mergeHeads, splitHeads } from './attention-heads';
export { BatchNorm } from './batch-norm';
export { CentredConvolution, type CentredConvolutionSizes } from './centred-convolution';
export { Convolution, TransposedConvolution, type ConvolutionSizes } from './convolution';
export { Dense, dense } from './dense';
export { Dropout } from './dropout';
export { klDivergence, meanKlDivergence, reparameterize } from './gaussian';
export { gelu } from './gelu';
export { reverseGradient, stopGradient } from './gradient';
export { layerNorm, LayerNorm } from './layer-norm';
export { leakyRelu } from './leaky-relu';
export { lstm, LstmLayer, type LstmOptions } from './lstm';
export { meanSquaredError } from './mean-squared-error';
export { uniformParameter } from './parameter';
export { positionalEncoding } from './positional-encoding';
export { requireSize, usualLimit, withinLimit, type SizeLimit } from './size-limit';
export { TemporalConvolution, type TemporalConvolutionSizes } from './temporal-convolution';
export { TokenEmbedding } from './token-embedding';
