/** Parts of a series: its scored features, its normal steps. */
import { counted } from '../base/index';
import { selectRows, type Series } from '../data/index';
import type { SeriesPair, Targets } from './series-detector';

/** Gives the series with its scored features alone. */
export function scoredSeries(series: Series, targets: Targets): Series {
  if (targets === 'all' || series.features === 1) return series;
  const values = Float64Array.from({ length: series.length }, (_, i) => series.values[i * series.features]);
  return { ...series, values, features: 1, names: series.names.slice(0, 1) };
}

/**
 * Gives the series without the steps that are labelled anomalous, for detectors that take all of it for normal.
 *
 * @throws If no step is normal.
 */
export function normalSteps(train: Series): Series {
  const { labels } = train;
  if (!labels?.includes(1)) return train;
  const rows = Int32Array.from({ length: train.length }, (_, step) => step).filter((step) => labels[step] === 0);
  if (rows.length > 0) return selectRows(train, rows);
  throw new Error(
    `${train.name}: all ${counted(train.length, 'time step')} are labelled anomalous; training needs normal ones.`,
  );
}

/** Gives the pair with the normal steps alone of its training series. @throws If no step is normal. */
export const normalPair = ({ train, ...rest }: SeriesPair): SeriesPair => ({ ...rest, train: normalSteps(train) });

/**
 * Steps of a detector's windows: as many as wanted; of a short training series a quarter, so that there are several.
 */
export function sizeFor({ length }: Pick<Series, 'length'>, wanted: number): number {
  return Math.max(1, Math.min(wanted, Math.floor(length / 4)));
}
