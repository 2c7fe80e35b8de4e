/** What a detector is made of: its layers, their weights and how many there are. */
import { parameterCount, type Detector } from './detector';
import { namedVariables } from './named-variables';

export interface LayerSummary {
  /** The way to the layer from the detector, e.g. `encoder.layers.0`. */
  readonly layer: string;
  /** Its class, e.g. `Dense`. */
  readonly kind: string;
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly parameters: number;
}

export interface DetectorSummary {
  readonly detector: string;
  readonly layers: readonly LayerSummary[];
  /** Of all layers. */
  readonly parameters: number;
  /** Those of them that no gradient moves, such as means taken over batches. */
  readonly untrainedParameters: number;
  /** All of this as a table to print. */
  readonly text: string;
}

/**
 * Lists a detector's layers, as Keras' `model.summary` does. Everything in it but `text` is plain data for a table of one's
 * own; `console.log(summary(model).text)` shows it.
 */
export function summary(detector: Detector): DetectorSummary {
  const layers = listLayers(detector);
  const parameters = parameterCount(detector);
  const untrained = detector.variables.filter(({ trainable }) => !trainable);
  const untrainedParameters = parameterCount({ variables: untrained });
  const { windowSize, features } = detector.config;
  const note = untrainedParameters > 0 ? `, ${shown(untrainedParameters)} of them not trained` : '';
  const text = [
    `${detector.name}, windows [batch, ${windowSize}, ${features}]`,
    ...alignColumns([['layer', 'kind', 'weights', 'parameters'], ...layers.map(toCells)]),
    `${shown(parameters)} parameters${note}`,
  ].join('\n');
  return { detector: detector.name, layers, parameters, untrainedParameters, text };
}

/** Variables that one object holds, and that follow each other, are one layer. */
function listLayers(detector: Detector): LayerSummary[] {
  const layers: { layer: string; kind: string; weights: { name: string; shape: number[] }[]; parameters: number }[] =
    [];
  for (const { name, holder, variable } of namedVariables(detector)) {
    const split = name.lastIndexOf('.');
    const layer = name.slice(0, Math.max(0, split));
    let last = layers[layers.length - 1];
    if (!last || last.layer !== layer) layers.push((last = { layer, kind: holder, weights: [], parameters: 0 }));
    last.weights.push({ name: name.slice(split + 1), shape: variable.shape });
    last.parameters += variable.size;
  }
  return layers;
}

function toCells({ layer, kind, weights, parameters }: LayerSummary): string[] {
  const shapes = weights.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
  return [layer || '-', kind, shapes, shown(parameters)];
}

const shown = (count: number) => count.toLocaleString('en');

/** Lines of cells padded to one width a column; the last column is aligned right. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '),
  );
}
