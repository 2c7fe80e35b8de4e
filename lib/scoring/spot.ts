/** SPOT and DSPOT: a streaming threshold from extreme value theory. */
import { mean, oneOf, type NumberArray } from '../base/index';
import {
  fitGeneralizedPareto,
  generalizedParetoQuantile,
  type GeneralizedPareto,
  type TailFit,
} from './generalized-pareto';
import { checkedValues, requireFinite, requireInside, requireOption, requireWholeNumber } from './inputs';
import { PeakSample } from './peak-sample';
import { ScoringError } from './scoring-error';
import { checkedSpotState, type SpotState } from './spot-state';

export interface SpotOptions {
  /** Probability with which a normal value may exceed the threshold. Default 1e-4; below 1 - level. */
  readonly q?: number;
  /** The tail begins above this quantile of the calibration values. Default 0.98. */
  readonly level?: number;
  /** DSPOT: judges values minus the mean of this many preceding normal values. Default 0: plain SPOT. */
  readonly driftWindow?: number;
  /** Most peaks kept for the fit, then a uniform sample of all. Bounds memory and time. Default 5000; Infinity keeps all. */
  readonly maxPeaks?: number;
  /** Default `reference`, which agrees with the published code; `fitGeneralizedPareto` says what that costs. */
  readonly tailFit?: TailFit;
}

export interface SpotStep {
  /** Whether the value lies strictly above the threshold that was in force when it arrived. */
  readonly alarm: boolean;
  /** The threshold after the value has been learned from, in the unit of the values. */
  readonly threshold: number;
}

/**
 * Streaming peaks over threshold: a threshold that a normal value exceeds with probability q. It comes from a generalized
 * Pareto fit to the excesses over a high quantile, refitted with every new excess. With `driftWindow` it is DSPOT, which
 * follows a drifting level. Values that raise an alarm are not learned from.
 *
 * It keeps at most `maxPeaks` peaks and `driftWindow` values in memory. The published code keeps every peak. This one agrees
 * with it until `maxPeaks` peaks have been seen, and then keeps a uniform sample of all. (The latest peaks alone would lack
 * the calibration's highest ones, whose like now raise alarms and are not learned from: the threshold would sink without
 * end.) A refit takes time proportional to the peaks kept.
 *
 * Expect more alarms than q: as alarms are not learned from, the fitted tail is too light and the threshold sinks over a
 * long stream. With q = 5e-3 and level 0.95, 20,000 fresh normal values raised 224 alarms instead of 100. That is the
 * method, not this implementation.
 *
 * With fewer than about ten peaks in the calibration the fit is poor; `peakCount` is their number.
 *
 * @see Siffer, Fouque, Termier & Largouet 2017, "Anomaly detection in streams with extreme value theory", KDD,
 *      algorithms 1 (POT), 2 (SPOT) and 3 (DSPOT). Conventions as in the implementation published with it: the initial
 *      threshold is the sorted calibration value at index floor(level * n), peaks lie strictly above it, and alarms do
 *      not count as observations. That code fixes level at 0.98 for DSPOT; here it is `level` for both.
 */
export class Spot {
  private readonly settings: Required<SpotOptions>;
  private sample: PeakSample;
  private recent: number[] = [];
  private tail: GeneralizedPareto = { shape: 0, scale: 0 };
  private base = NaN;
  private quantile = NaN;
  private observationCount = 0;

  /** @throws {ScoringError} Naming the option that is out of range. */
  constructor(options: SpotOptions = {}) {
    const { q = 1e-4, level = 0.98, driftWindow = 0, maxPeaks = 5000, tailFit = 'reference' } = options;
    requireInside('Spot', ['level', level], [0, 1]);
    requireInside('Spot', ['q', q], [0, 1]);
    // The difference to 1 is rounded, so that q = 0.02 with level 0.98 falls on either side by chance.
    if (!(q < 1 - level - 1e-12)) {
      throw new ScoringError('Spot', `q must be below 1 - level = ${Number((1 - level).toPrecision(12))}, found ${q}.`);
    }
    requireWholeNumber('Spot', ['driftWindow', driftWindow], 0);
    if (maxPeaks !== Infinity) requireWholeNumber('Spot', ['maxPeaks', maxPeaks], 1);
    requireOption('Spot', ['tailFit', tailFit], oneOf('reference', 'maximumLikelihood'));
    this.settings = { q, level, driftWindow, maxPeaks, tailFit };
    this.sample = new PeakSample(maxPeaks);
  }

  /**
   * Learns the initial threshold and tail, and forgets what was learned before.
   *
   * @param calibration Values in time order, free of anomalies as far as possible; more than driftWindow of them.
   * @throws {ScoringError} If a value is not finite, there are too few values, or no value lies above the initial
   *         threshold (too few values for `level`, or many equal ones).
   */
  fit(calibration: NumberArray): this {
    const values = checkedValues('Spot.fit', 'calibration', calibration);
    const { level, driftWindow } = this.settings;
    if (values.length < driftWindow + 2) {
      const expected = `at least ${driftWindow + 2} values (driftWindow + 2)`;
      throw new ScoringError('Spot.fit', `calibration must hold ${expected}, found ${values.length}.`);
    }
    const detrended = checkedValues(
      'Spot.fit',
      'calibration minus its local mean',
      driftWindow === 0 ? values : withoutDrift(values, driftWindow),
    );
    const base = Float64Array.from(detrended).sort()[Math.floor(level * detrended.length)];
    const peaks = Array.from(
      detrended.filter((value) => value > base),
      (value) => value - base,
    );
    if (peaks.length === 0) {
      const detail = `none of ${detrended.length} calibration values lies above the initial threshold ${base}`;
      throw new ScoringError(
        'Spot.fit',
        `${detail}; expected at least one: give more values or lower level (${level}).`,
      );
    }
    this.base = base;
    this.observationCount = detrended.length;
    this.sample = new PeakSample(this.settings.maxPeaks);
    peaks.forEach((peak) => this.sample.add(peak));
    this.recent = driftWindow === 0 ? [] : Array.from(values.subarray(-driftWindow));
    this.fitTail();
    this.updateQuantile();
    return this;
  }

  /**
   * Judges one value and learns from it unless it raises an alarm.
   *
   * @throws {ScoringError} If called before `fit`, if the value is not a finite number (the state is then unchanged), or if
   *         values are so large that the threshold overflows.
   */
  step(x: number): SpotStep {
    this.requireFitted('Spot.step');
    requireFinite('Spot.step', ['x', x]);
    const localMean = this.localMean();
    const value = x - localMean;
    requireFinite('Spot.step', ['x minus the mean of the drift window', value]);
    if (value > this.quantile) return { alarm: true, threshold: this.thresholdAbove(localMean) };
    this.observationCount++;
    if (this.settings.driftWindow > 0) this.recent = [...this.recent.slice(1), x];
    if (value > this.base) {
      if (this.sample.add(value - this.base)) this.fitTail();
      this.updateQuantile();
    }
    return { alarm: false, threshold: this.thresholdAbove(localMean) };
  }

  /** The threshold that the next value meets. @throws {ScoringError} If called before `fit`. */
  get threshold(): number {
    this.requireFitted('Spot.threshold');
    return this.thresholdAbove(this.localMean());
  }

  /** Where the tail begins; with a drift window, above the local mean. @throws {ScoringError} If called before `fit`. */
  get initialThreshold(): number {
    this.requireFitted('Spot.initialThreshold');
    return this.base;
  }

  /** The number of peaks that the tail is fitted to. */
  get peakCount(): number {
    return this.sample.peaks.length;
  }

  /** The fitted tail: shape (gamma in the paper) and scale (sigma). @throws {ScoringError} If called before `fit`. */
  get tailParameters(): GeneralizedPareto {
    this.requireFitted('Spot.tailParameters');
    return { ...this.tail };
  }

  /** Gives everything that `fromJSON` needs to continue from here with the same results. */
  toJSON(): SpotState {
    this.requireFitted('Spot.toJSON');
    const { maxPeaks, ...settings } = this.settings;
    return {
      kind: 'spot',
      version: 1,
      // JSON has no Infinity.
      settings: { ...settings, maxPeaks: maxPeaks === Infinity ? null : maxPeaks },
      initialThreshold: this.base,
      quantile: this.quantile,
      tail: { ...this.tail },
      observationCount: this.observationCount,
      exceedanceCount: this.sample.seen,
      peaks: [...this.sample.peaks],
      recent: [...this.recent],
    };
  }

  /**
   * Restores what `toJSON` gave.
   *
   * @param state The parsed JSON, not its text.
   * @throws {ScoringError} Naming the field that is missing or malformed.
   */
  static fromJSON(state: unknown): Spot {
    const checked = checkedSpotState(state);
    const { maxPeaks, ...settings } = checked.settings;
    const spot = new Spot({ ...settings, maxPeaks: maxPeaks ?? Infinity });
    if (checked.recent.length !== spot.settings.driftWindow) {
      const expected = `${spot.settings.driftWindow} values (driftWindow)`;
      throw new ScoringError('Spot.fromJSON', `recent must hold ${expected}, found ${checked.recent.length}.`);
    }
    spot.base = checked.initialThreshold;
    spot.quantile = checked.quantile;
    spot.tail = { ...checked.tail };
    spot.observationCount = checked.observationCount;
    spot.sample = new PeakSample(spot.settings.maxPeaks, [...checked.peaks], checked.exceedanceCount);
    spot.recent = [...checked.recent];
    return spot;
  }

  private localMean(): number {
    return this.settings.driftWindow === 0 ? 0 : mean(this.recent);
  }

  private thresholdAbove(localMean: number): number {
    const threshold = this.quantile + localMean;
    requireFinite('Spot', ['the threshold', threshold]);
    return threshold;
  }

  private fitTail(): void {
    this.tail = fitGeneralizedPareto(Float64Array.from(this.sample.peaks), this.settings.tailFit);
  }

  private updateQuantile(): void {
    const ratio = (this.observationCount * this.settings.q) / this.sample.seen;
    this.quantile = this.base + generalizedParetoQuantile(this.tail, ratio);
    requireFinite('Spot', ['the threshold above the local mean', this.quantile]);
  }

  private requireFitted(where: string): void {
    if (this.sample.seen === 0) throw new ScoringError(where, 'call fit with calibration values first.');
  }
}

/** Takes off the drift: every value from the `depth`-th on, minus the mean of the `depth` values before it. */
function withoutDrift(values: Float64Array, depth: number): Float64Array {
  return values.subarray(depth).map((value, i) => value - mean(values.subarray(i, i + depth)));
}
