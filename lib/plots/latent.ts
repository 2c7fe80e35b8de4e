/** Scatter plots of a latent space in two dimensions. */
import { type BinaryArray, mean, type NumberArray } from '../base/index';
import { formatShort } from '../tables/number-format';
import { index } from './chart-text';
import { type Figure, type Trace, compact, requireFinite } from './figure';
import { PlotError } from './plot-error';
import { axis, roles, seriesColours, themedFigure } from './theme';

/** Largest number of points of one class in a figure. */
const MAX_POINTS = 1500;

export interface LatentOptions {
  /** One class per point: 0 and 1 for normal and anomalous, or any whole number from 0, such as a digit. */
  readonly labels: BinaryArray;
  /** Names of the classes; default "normal", "anomalous" if the labels are 0 and 1. */
  readonly classNames?: readonly string[];
  readonly title?: string;
  /** Names of the two axes, default z1 and z2; e.g. "First principal component". */
  readonly axisNames?: readonly [string, string];
  /** Unit of both axes, default "latent units". */
  readonly unit?: string;
}

const symbols = [
  'circle',
  'diamond',
  'square',
  'cross',
  'triangle-up',
  'star',
  'x',
  'hexagon',
  'pentagon',
  'triangle-down',
];

/**
 * Draws latent points, coloured and marked by class. A class of more than 1,500 points is thinned evenly.
 *
 * @param points  Row-major, shape [n, 2].
 * @throws If there are not two coordinates per label, or one is not finite.
 */
export function plotLatent(points: NumberArray, options: LatentOptions): Figure {
  const {
    labels,
    title = 'Latent space',
    axisNames = [`z${index('1')}`, `z${index('2')}`],
    unit = 'latent units',
  } = options;
  requireFinite(points, 'latent points');
  if (points.length !== 2 * labels.length) {
    throw new PlotError(`There are ${points.length} coordinates and ${labels.length} labels; expected two per label.`);
  }
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const binary = classes.every((label) => label === 0 || label === 1);
  const names = options.classNames ?? (binary ? ['normal', 'anomalous'] : []);
  const colours = binary ? [roles.normal, roles.anomaly] : seriesColours;
  const data: Trace[] = [];
  const counts: string[] = [];
  const centres: string[] = [];
  for (const label of classes) {
    const members = Array.from(labels.keys()).filter((index) => labels[index] === label);
    const name = names[label] ?? `class ${label}`;
    counts.push(`${formatShort(members.length)} ${name}`);
    centres.push(
      `${name} at (${[0, 1].map((at) => formatShort(mean(members.map((i) => points[2 * i + at])))).join(', ')})`,
    );
    const step = Math.ceil(members.length / MAX_POINTS);
    const shown = members.filter((_, place) => place % step === 0);
    data.push({
      type: 'scatter',
      mode: 'markers',
      name: `${name} (${members.length})`,
      x: shown.map((index) => compact(points[2 * index], 4)),
      y: shown.map((index) => compact(points[2 * index + 1], 4)),
      marker: {
        color: colours[label % colours.length],
        symbol: symbols[label % symbols.length],
        size: 6,
        opacity: 0.65,
      },
    });
  }
  // Many classes, such as ten digits, would make a list and not a sentence.
  const range = classes.length > 1 && classes.length <= 4 ? `; centres: ${centres.join(', ')}` : '';
  return themedFigure({
    title,
    alt: `${title}: scatter plot of ${counts.join(', ')} points${range}.`,
    data,
    layout: { xaxis: axis({ title: axisNames[0], unit }), yaxis: axis({ title: axisNames[1], unit }) },
    height: 480,
  });
}
