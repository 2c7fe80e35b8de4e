/** Summarizes a detector: its layers, their weights and the number of parameters. */
import { parameterCount, type Detector } from './detector';
import { namedVariables } from './named-variables';

export interface LayerSummary {
  /** The layer's path from the detector, e.g. `encoder.layers.0`. */
  readonly layer: string;
  /** Its class, e.g. `Dense`. */
  readonly kind: string;
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly parameters: number;
}

export interface DetectorSummary {
  readonly detector: string;
  readonly layers: readonly LayerSummary[];
  /** The sum over all layers. */
  readonly parameters: number;
  /** The parameters that no gradient moves, such as running means over batches. */
  readonly untrainedParameters: number;
  /** The whole summary as a table to print. */
  readonly text: string;
}

/**
 * Summarizes a detector as Keras' `model.summary` does. `console.log(summary(model).text)` prints it; the other fields are
 * plain data.
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

/** Lists the layers. Successive variables that one object holds are one layer. */
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

/** Pads cells to one width a column; aligns the last column right. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '),
  );
}
