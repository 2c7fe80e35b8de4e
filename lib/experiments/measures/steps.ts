/** Measures on every time step. */
import { affiliation, averagePrecision, bestF1, pointAdjustedF1, rangeF1, vus } from '../../metrics/index';
import { predictWith } from '../../scoring/index';
import { setThreshold, whereDefined, type MeasureInfo, type Measurement, type MeasuresOf } from './measure';

const measures = {
  vusPr: { heading: 'VUS-PR' },
  stepPrAuc: { heading: 'AP' },
  affiliationF1: { heading: 'affiliation F1' },
  rangeF1: { heading: 'range F1' },
  /** An oracle: its threshold is picked with the labels. */
  bestF1Oracle: { heading: 'best F1 (oracle)' },
  /** One hit anywhere in a segment counts for all of it, which flatters random scores too. */
  pointAdjustedF1: { heading: 'point-adjusted F1' },
} satisfies Readonly<Record<string, MeasureInfo>>;

export type StepMeasure = keyof typeof measures;

export type StepMeasures = MeasuresOf<StepMeasure>;

/**
 * The largest window of VUS, in steps: the default of TSB-AD's `get_metrics`. TSB-AD's own tables take each series' period
 * from its autocorrelation instead.
 */
const MAX_WINDOW = 100;

export const onSteps: Measurement<StepMeasure> = {
  measures,
  measure: ({ scores, test, protocol, only }) => {
    const pair = scores.steps!;
    const labels = test.labels!;
    const fitted = setThreshold(pair, protocol.threshold);
    const predictions = predictWith(fitted, pair.test);
    const computed: Readonly<Record<StepMeasure, () => number>> = {
      vusPr: () => vus(pair.test, labels, { maxWindow: MAX_WINDOW }).vusPr,
      stepPrAuc: () => averagePrecision(pair.test, labels),
      affiliationF1: () => affiliation(predictions, labels).f1,
      // TSB-AD takes a prediction of the whole series for none: calling everything anomalous would have 0.
      rangeF1: () => rangeF1(predictions, labels, { boundary: 'definition' }),
      bestF1Oracle: () => bestF1(pair.test, labels).f1,
      pointAdjustedF1: () => pointAdjustedF1(predictions, labels),
    };
    const wanted = (Object.keys(computed) as StepMeasure[]).filter((name) => only === undefined || only === name);
    const found = Object.fromEntries(wanted.map((name) => [name, whereDefined(computed[name])]));
    return { threshold: fitted.value, measures: found as StepMeasures };
  },
};
