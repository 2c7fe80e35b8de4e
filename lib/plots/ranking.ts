/** ROC and precision-recall curves, with the line of a random score, and a band where a curve is the mean of several. */
import type { NumberArray } from '../base/index';
import type { Band } from '../metrics/index';
import { formatMeasure } from '../tables/number-format';
import { sharedValues, sharedValueText } from '../tables/shared-value';
import { thinCurveIndices } from './downsample';
import { type Figure, type Trace, compact, requireFinite, requireSameLength } from './figure';
import { PlotError } from './plot-error';
import { axis, roles, seriesColours, seriesStyle, themedFigure, translucent } from './theme';

/** One curve, e.g. `{ name, rocAuc, ...rocCurve(scores, labels) }` or `{ name, rocAuc, ...meanRoc(curves) }`. */
export interface RocLine {
  readonly name: string;
  readonly falsePositiveRate: NumberArray;
  readonly truePositiveRate: NumberArray;
  /** Area under the curve, shown in the legend. */
  readonly rocAuc?: number;
  readonly band?: Band;
}

/** One curve, e.g. `{ name, prAuc, ...precisionRecallCurve(scores, labels) }`. */
export interface PrecisionRecallLine {
  readonly name: string;
  readonly precision: NumberArray;
  readonly recall: NumberArray;
  /** Average precision, shown in the legend. */
  readonly prAuc?: number;
  readonly band?: Band;
}

/**
 * Draws ROC curves and the diagonal of a random score.
 *
 * @throws If there is no curve, or a curve's arrays differ in length or hold a value that is not finite.
 */
export function plotRoc(curves: readonly RocLine[], options: { title?: string } = {}): Figure {
  const { title = 'ROC curve' } = options;
  if (curves.length === 0) throw new PlotError('plotRoc got no curves; expected at least one.');
  const data = curves.flatMap((curve, index) => {
    const name = withValue(curve.name, 'ROC-AUC', curve.rocAuc);
    const points = { x: curve.falsePositiveRate, y: curve.truePositiveRate, band: curve.band, shape: 'linear' };
    return curveTraces({ ...points, name, index });
  });
  data.push(chanceLine([0, 1], [0, 1], 'random score'));
  return themedFigure({
    title,
    alt: `${title}: true against false positive rate; ${curves.map((curve) => withValue(curve.name, 'ROC-AUC', curve.rocAuc)).join('; ')}; a random score has the diagonal.`,
    data,
    layout: { ...unitSquare('False positive rate', 'True positive rate'), ...legendFor(curves.length) },
    height: 480,
  });
}

/**
 * Draws precision over recall, and the precision of a random score, which is the share of positives. Curves are steps, because
 * precision between two thresholds does not lie on the straight line between them (Davis & Goadrich 2006, ICML).
 *
 * @param curves   Points in ascending or descending order of recall.
 * @param options  `prevalence`: share of positives in [0, 1]; one a curve, where the curves are of other items.
 * @throws If a curve's arrays differ in length, hold a value that is not finite, or a prevalence is not in [0, 1].
 */
export function plotPrecisionRecall(
  curves: readonly PrecisionRecallLine[],
  options: { prevalence: number | readonly number[]; title?: string },
): Figure {
  const { title = 'Precision-recall curve', prevalence } = options;
  if (curves.length === 0) throw new PlotError('plotPrecisionRecall got no curves; expected at least one.');
  if (typeof prevalence !== 'number') {
    requireSameLength({ name: 'prevalence', length: prevalence.length }, { name: 'curves', length: curves.length });
  }
  const random = curves.map(({ name }, i) => {
    return [name, typeof prevalence === 'number' ? prevalence : prevalence[i]] as const;
  });
  const bad = random.find(([, level]) => !(level >= 0 && level <= 1));
  if (bad) throw new PlotError(`prevalence is ${bad[1]}; expected a share from 0 to 1.`);
  const data = curves.flatMap((curve, index) => {
    const name = withValue(curve.name, 'PR-AUC', curve.prAuc);
    const descending = curve.recall[0] > curve.recall[curve.recall.length - 1];
    const x = descending ? Array.from(curve.recall).reverse() : curve.recall;
    const y = descending ? Array.from(curve.precision).reverse() : curve.precision;
    return curveTraces({ x, y, band: curve.band, shape: 'vh', name, index });
  });
  const levels = sharedValues(random);
  for (const { value, names } of levels) {
    const level = compact(value, 3);
    const whose = levels.length > 1 ? ` for ${names.join(', ')}` : '';
    data.push(chanceLine([0, 1], [level, level], `random score${whose} (${formatMeasure(value)})`));
  }
  return themedFigure({
    title,
    alt: `${title}: precision against recall; ${curves.map((curve) => withValue(curve.name, 'PR-AUC', curve.prAuc)).join('; ')}; a random score has precision ${sharedValueText(random)}.`,
    data,
    layout: { ...unitSquare('Recall', 'Precision'), ...legendFor(curves.length) },
    height: 480,
  });
}

interface CurveParts {
  readonly name: string;
  readonly x: NumberArray;
  readonly y: NumberArray;
  readonly band?: Band;
  readonly shape: string;
  readonly index: number;
}

/** Draws the curve over its band, which is two invisible lines with the area between them filled. */
function curveTraces({ band, ...parts }: CurveParts): Trace[] {
  if (!band) return [curveTrace(parts)];
  const edge = (values: NumberArray, fill: string): Trace => ({
    ...curveTrace({ ...parts, x: band.x, y: values, name: `band of ${parts.name}` }),
    line: { width: 0, shape: parts.shape },
    fill,
    fillcolor: translucent(seriesColours[parts.index % seriesColours.length], 0.15),
    showlegend: false,
    hoverinfo: 'skip',
  });
  return [edge(band.lower, 'none'), edge(band.upper, 'tonexty'), curveTrace(parts)];
}

function curveTrace({ name, x, y, shape, index }: Omit<CurveParts, 'band'>): Trace {
  requireSameLength({ name: `x of ${name}`, length: x.length }, { name: `y of ${name}`, length: y.length });
  requireFinite(x, `x of ${name}`);
  requireFinite(y, `y of ${name}`);
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    ...thinned(x, y),
    line: { ...seriesStyle(index), width: 2, shape },
  };
}

function thinned(x: NumberArray, y: NumberArray): { x: number[]; y: number[] } {
  const kept = thinCurveIndices(x, y);
  return { x: kept.map((index) => compact(x[index], 4)), y: kept.map((index) => compact(y[index], 4)) };
}

function chanceLine(x: number[], y: number[], name: string): Trace {
  return { type: 'scatter', mode: 'lines', name, x, y, line: { color: roles.reference, width: 1.5, dash: 'dot' } };
}

function unitSquare(x: string, y: string): Record<string, unknown> {
  return {
    xaxis: axis({ title: x, unit: 'fraction', range: [-0.01, 1.01] }),
    yaxis: axis({ title: y, unit: 'fraction', range: [-0.01, 1.03] }),
  };
}

/** Puts the legend beside the plot from four curves on: their long names, with areas, would run over the title. */
function legendFor(curves: number): Record<string, unknown> {
  return curves < 4 ? {} : { legend: { x: 1.02, y: 1, yanchor: 'top', font: { size: 12 }, traceorder: 'normal' } };
}

function withValue(name: string, measure: string, value?: number): string {
  return value === undefined ? name : `${name}, ${measure} ${formatMeasure(value)}`;
}
