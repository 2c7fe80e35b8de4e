/** What the chapter claims of AnoGAN and its successors, filled from notebook 6's run and from the kept table. */
import type { CostRow } from '../exercises/digit-rivals';
import { keptValues } from '../suites/index';
import type { Table } from '../tables/index';
import type { MeasuredClaim } from './sample';

export interface GeneratorFindings {
  /** The kept table of three digits with three seeds each. */
  readonly kept: Table;
  /** ROC-AUC of this run's AnoGAN: of its whole score, and of the residual alone. */
  readonly both: number;
  readonly residualOnly: number;
}

/** Fills the claims that are not about time. */
export function generatorClaims({ kept, both, residualOnly }: GeneratorFindings): Record<string, MeasuredClaim> {
  const areas = (row: string) => keptValues(kept, row, 'ROC-AUC');
  const others = ['constant', 'random', 'all-anomalous'].map((row) => [row, areas(row)] as const);
  return {
    'ch-anogan-detects': { AnoGAN: areas('AnoGAN, dense'), ...Object.fromEntries(others) },
    'ch-anogan-features': { both, 'residual only': residualOnly },
  };
}

/** Fills the claims about time from the dense networks' rows of the table of costs. */
export function searchTimeClaims(costs: readonly CostRow[]): Record<string, MeasuredClaim> {
  const seconds = Object.fromEntries(
    ['AnoGAN', 'f-AnoGAN', 'EGBAD'].map((name) => {
      return [name, costs.find(({ detector }) => detector === `${name}, dense`)!['one image alone (ms)'] / 1000];
    }),
  );
  return { 'ch-anogan-slow': seconds['AnoGAN'], 'ch-anogan-successors': seconds };
}
