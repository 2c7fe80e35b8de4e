/** What exercise 1 measured, by latent size and seed. */
import { mean } from '../base/index';
import type { ClassScores, Quantity, Results, SuiteTable } from '../experiments/index';
import { trueDims } from './latent-size';

/** Values of one measure: an array for each latent size, with one value for each seed. */
type BySize = readonly (readonly number[])[];

interface SizeFindings {
  /** Dimensions that the data was made from. */
  readonly trueDim: number;
  readonly rocAuc: BySize;
  /** Mean error of normal data, in squared z-scores. */
  readonly normalError: BySize;
  /** Error of anomalies over that of normal data. */
  readonly errorRatio: BySize;
  /** The smallest latent size whose mean ROC-AUC lies within {@link NEAR_BEST} of the best. */
  readonly enough: number;
}

export interface LatentSizeFindings {
  readonly latentDims: readonly number[];
  /** For data of each dimension. */
  readonly ofData: readonly SizeFindings[];
  /** Mean ROC-AUC over the latent sizes of each group and over both kinds of data, one value for each seed. */
  readonly shares: Readonly<Record<'10-30 %' | 'below 10 %' | 'above 30 %', readonly number[]>>;
}

/** How far below the best ROC-AUC counts as good enough. */
const NEAR_BEST = 0.02;

const INPUT = 30;

/** Reads the results of exercise 1's tables. */
export function latentSizeFindings(tables: readonly SuiteTable[], results: Results): LatentSizeFindings {
  const rows = tables[0].rows.map(({ label, config }) => ({ label, latentDim: Number(config!.latentDim) }));
  const latentDims = rows.map(({ latentDim }) => latentDim);
  const scores = (probe: unknown) => probe as ClassScores;
  const ofData = trueDims.map((trueDim): SizeFindings => {
    const own = results.table(`exercise-1, ${trueDim} dimensions`);
    const bySize = (figure: Quantity) => rows.map(({ label }) => own.row(label).over(figure));
    const rocAuc = bySize('rocAuc');
    const means = rocAuc.map((values) => mean(values));
    return {
      trueDim,
      rocAuc,
      normalError: bySize(({ probe }) => scores(probe).normal),
      errorRatio: bySize(({ probe }) => scores(probe).anomalous! / scores(probe).normal!),
      enough: latentDims[means.findIndex((value) => value > Math.max(...means) - NEAR_BEST)],
    };
  });
  const within = (low: number, high: number) => {
    const labels = rows.filter(({ latentDim }) => latentDim >= low && latentDim <= high).map(({ label }) => label);
    return results.where(({ row }) => labels.includes(row)).over('rocAuc');
  };
  const [tenth, third] = [0.1 * INPUT, 0.3 * INPUT];
  return {
    latentDims,
    ofData,
    shares: {
      '10-30 %': within(tenth, third),
      'below 10 %': within(1, tenth - 1),
      'above 30 %': within(third + 1, INPUT),
    },
  };
}
