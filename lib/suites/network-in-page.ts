/** What a notebook says of the network that it defines itself, beside the library's. */
import * as tf from '@tensorflow/tfjs';
import { grouped } from '../base/index';
import type { Windows } from '../data/index';
import { parameterCount, summary, type Detector, type TrainedDetector } from '../models/index';
import { formatFixed, percent, type Table } from '../tables/index';
import { windowTensor } from '../training/index';

/** A network that computes its loss, as a cell defines it. */
export interface NetworkInPage {
  /** @param batch  [batch, windowSize, features] */
  loss(batch: tf.Tensor3D, options: { readonly training: boolean }): tf.Tensor;
}

/**
 * Computes the loss of both networks on the same windows, without sampling, and says whether they are equal.
 *
 * @throws If they differ by more than rounding, as where the network in the page was changed and the library's was not.
 */
export function sameLossSentence(own: NetworkInPage, library: TrainedDetector, windows: Windows): string {
  const [first, second] = [own, library].map((network) =>
    tf.tidy(() => network.loss(windowTensor(windows), { training: false }).dataSync()[0]),
  );
  const losses = `${formatFixed(first, 6)} and ${formatFixed(second, 6)}`;
  if (!(Math.abs(first - second) <= 1e-5 * Math.abs(second))) {
    throw new Error(
      `The loss in the page and that of ${library.name} on the validation windows: expected equal, found ${losses}.`,
    );
  }
  return `Loss on the ${grouped(windows.count)} validation windows before training, in the page and in the library: ${losses}.`;
}

/** What a network in the page and the library's give, by what it is. */
export type PairsOfScalars = Readonly<Record<string, readonly [page: tf.Scalar, library: tf.Scalar]>>;

/**
 * Says what both networks give, such as the losses of two players, and that they are equal.
 *
 * @param pairs      The caller disposes them.
 * @param tolerance  As a share of the library's value. Default 1e-5, a few roundings.
 * @throws If they differ by more, as where the network in the page was changed and the library's was not.
 */
export function samePairsSentence(pairs: PairsOfScalars, tolerance = 1e-5): string {
  const listed = Object.entries(pairs).map(([what, pair]) => {
    const [first, second] = pair.map((scalar) => scalar.dataSync()[0]);
    const values = `${formatFixed(first, 6)} and ${formatFixed(second, 6)}`;
    if (!(Math.abs(first - second) <= tolerance * Math.abs(second))) {
      throw new Error(`The ${what} in the page and that of the library: expected equal, found ${values}.`);
    }
    return `${what} ${values}`;
  });
  return `In the page and in the library, before training: ${listed.join('; ')}.`;
}

/** Tables the sizes of a network: its settings that are numbers, and how many weights it has. */
export function sizeTable(model: TrainedDetector, caption: string): Table {
  const settings = Object.entries(model.config).filter(([name, value]) => typeof value === 'number' && name !== 'seed');
  return {
    caption,
    columns: [
      ...settings.map(([name, value]) => ({ heading: name, digits: Number.isInteger(value) ? 0 : 4 })),
      'parameters',
    ],
    rows: [[...settings.map(([, value]) => value as number), parameterCount(model)]],
  };
}

/** Says how many weights learn from how many windows, and how much smaller the code is. */
export function weightsSentence(
  model: TrainedDetector,
  { count, windowSize, features }: Windows,
  code: number,
): string {
  const values = windowSize * features;
  return (
    `${grouped(parameterCount(model))} weights learn from ${grouped(count)} windows of ${values} values, half of them shared ` +
    `with a neighbour; the code has ${code} for the ${values} of a window.`
  );
}

/** Tables the layers of a network: the weights of each with their shapes, and how many there are. */
export function layerTable(model: Detector, caption: string): Table {
  const shapes = (weights: readonly { readonly name: string; readonly shape: readonly number[] }[]) =>
    weights.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
  return {
    caption,
    columns: ['layer', 'kind', 'weights', { heading: 'parameters', digits: 0 }],
    rows: summary(model).layers.map(({ layer, kind, weights, parameters }) => [
      layer,
      kind,
      shapes(weights),
      parameters,
    ]),
  };
}

/**
 * Says which layer holds most of the weights.
 *
 * @public
 */
export function largestLayerSentence(model: Detector): string {
  const { layers, parameters } = summary(model);
  const largest = layers.reduce((most, each) => (each.parameters > most.parameters ? each : most));
  const share = percent(largest.parameters / parameters);
  return `It has ${grouped(parameters)} parameters, of which ${largest.layer} holds ${share}.`;
}
