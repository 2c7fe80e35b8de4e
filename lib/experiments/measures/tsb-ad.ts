/** Protocol (d): the measures of TSB-AD, with its window for VUS. */
import { column, periodOf, type Series } from '../../data/index';
import { tsbAdMeasures, type TsbAdMeasures } from '../../metrics/index';
import { whereDefined, type MeasureInfo, type Measurement, type MeasuresOf } from './measure';

const measures = {
  tsbVusPr: { heading: 'VUS-PR' },
  tsbVusRoc: { heading: 'VUS-ROC' },
  tsbAucPr: { heading: 'AUC-PR' },
  tsbAucRoc: { heading: 'AUC-ROC' },
  /** Oracles, all five: the best of many thresholds, picked with the labels. */
  tsbStandardF1: { heading: 'Standard-F1 (oracle)' },
  tsbPointAdjustedF1: { heading: 'PA-F1 (oracle)' },
  tsbEventF1: { heading: 'Event-based-F1 (oracle)' },
  tsbRangeF1: { heading: 'R-based-F1 (oracle)' },
  tsbAffiliationF1: { heading: 'Affiliation-F (oracle)' },
} satisfies Readonly<Record<string, MeasureInfo>>;

export type TsbAdMeasure = keyof typeof measures;

const sameAs: Readonly<Record<TsbAdMeasure, keyof TsbAdMeasures>> = {
  tsbVusPr: 'vusPr',
  tsbVusRoc: 'vusRoc',
  tsbAucPr: 'aucPr',
  tsbAucRoc: 'aucRoc',
  tsbStandardF1: 'standardF1Oracle',
  tsbPointAdjustedF1: 'pointAdjustedF1Oracle',
  tsbEventF1: 'eventF1Oracle',
  tsbRangeF1: 'rangeF1Oracle',
  tsbAffiliationF1: 'affiliationF1Oracle',
};

/** Gives the widest window of VUS, in steps: the period of the series' first feature. */
export function tsbAdWindow(test: Series): number {
  return periodOf(column(test, 0));
}

/** Measures the scores of all steps. */
export const onTsbAd: Measurement<TsbAdMeasure> = {
  measures,
  measure: ({ scores, test, maxWindow = tsbAdWindow(test) }) => {
    let found: TsbAdMeasures | undefined;
    const all = () => (found ??= tsbAdMeasures(scores.steps!.test, test.labels!, { maxWindow }));
    const of = (name: TsbAdMeasure) => whereDefined(() => all()[sameAs[name]]);
    const names = Object.keys(measures) as TsbAdMeasure[];
    return { measures: Object.fromEntries(names.map((name) => [name, of(name)])) as MeasuresOf<TsbAdMeasure> };
  },
};
